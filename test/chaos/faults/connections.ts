import type { Fault } from "./fault.ts";
import { hold } from "./uploads.ts";

/** Many connections that send a header now and then, as slowloris does, or nothing at all. */
export const idle: Fault = {
  async run(rig) {
    const slowly = rig.random.chance(0.5);
    await Promise.all(
      Array.from({ length: 300 }, () =>
        hold(rig, (socket) => {
          if (!slowly) {
            return;
          }
          socket.write("POST /graphql HTTP/1.1\r\nhost: localhost\r\n");
          const timer = setInterval(() => socket.write("x-more: 1\r\n"), 1000);
          socket.on("close", () => clearInterval(timer));
        }),
      ),
    );
  },
};
