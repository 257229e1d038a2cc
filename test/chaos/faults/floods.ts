import { Agent, request } from "undici";
import { runOperation } from "../clients.ts";
import { embedImages, embedTexts } from "../embed-operations.ts";
import type { Fault } from "./fault.ts";

/** Three hundred requests at once. */
export const flood: Fault = {
  excuses: { codes: ["OVERLOADED", "TIMEOUT", "FETCH_FAILED"], afterMs: 30_000 },
  async run({ traffic, random }) {
    const dispatcher = new Agent();
    const make = random.chance(0.7) ? embedTexts : embedImages;
    await Promise.all(
      Array.from({ length: 300 }, () => runOperation(traffic, make, random, { dispatcher })),
    );
    await dispatcher.destroy();
  },
};

/** Two thousand times /ready, as of balancers gone mad. */
export const ready: Fault = {
  async run({ traffic, note }) {
    const dispatcher = new Agent({ connections: 200 });
    const look = async () => {
      const { statusCode, body } = await request(`${traffic.server.url}/ready`, { dispatcher });
      await body.dump();
      return `/ready: ${statusCode}`;
    };
    const answers = await Promise.allSettled(Array.from({ length: 2000 }, look));
    for (const answer of answers) {
      note(answer.status === "fulfilled" ? answer.value : `/ready: ${answer.reason}`);
    }
    await dispatcher.destroy();
  },
};
