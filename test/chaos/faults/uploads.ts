import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Rig } from "./fault.ts";
import { provoke } from "./provoke.ts";

const embedImage = `query ($image: ImageInput!) { embedImage(image: $image) { base64 } }`;
const operations = JSON.stringify({ query: embedImage, variables: { image: { upload: null } } });
const multipart = {
  "content-type": "multipart/form-data; boundary=x",
  "apollo-require-preflight": "true",
};

/** Multipart requests that are no use to anybody. */
export const uploads: Fault = {
  async run(rig) {
    const path = `variables.image.upload${".a".repeat(100_000)}`;
    const map = JSON.stringify({ f: ["variables.image.upload"] });
    const held = [lingering(rig, 10), unending(rig, 10)];
    await provoke(
      rig,
      "a long path in the map",
      parts([operations, JSON.stringify({ f: [path] })], 1),
      multipart,
    );
    await provoke(rig, "99 files of one name", parts([operations, map], 99), multipart);
    await provoke(rig, "files that nobody asked for", parts([operations, "{}"], 50), multipart);
    await provoke(rig, "a file of 25 MB", parts([operations, map], 1, 25_000_000), multipart);
    await provoke(rig, "no parts", "--x--\r\n", multipart);
    await Promise.all(held);
  },
};

/** Uploads that stop in the middle of a file. They are on the way when the server is killed. */
export async function lingering(rig: Rig, count: number): Promise<void> {
  const map = JSON.stringify({ f: ["variables.image.upload"] });
  const half = parts([operations, map], 1, 200_000).subarray(0, 100_000);
  const head = headOf({ ...multipart, "content-length": "1000000" });
  await Promise.all(
    Array.from({ length: count }, () =>
      hold(rig, (socket) => void socket.write(Buffer.concat([head, half]))),
    ),
  );
}

/** Chunked bodies without an end. */
async function unending(rig: Rig, count: number): Promise<void> {
  const json = { "content-type": "application/json", "transfer-encoding": "chunked" };
  await Promise.all(
    Array.from({ length: count }, () =>
      hold(rig, (socket) => {
        socket.write(headOf(json));
        const timer = setInterval(() => socket.write('8\r\n{"a": 0,\r\n'), 200);
        socket.on("close", () => clearInterval(timer));
      }),
    ),
  );
}

/** A connection that is held open for some seconds, unless the server ends it before. */
export async function hold(
  { traffic }: Rig,
  begin: (socket: Socket) => void,
  ms = 5000,
): Promise<void> {
  const { hostname, port } = new URL(traffic.server.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.on("connect", () => begin(socket));
  socket.resume();
  await Promise.race([once(socket, "close").catch(() => {}), sleep(ms)]);
  socket.destroy();
}

function headOf(headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST /graphql HTTP/1.1\r\nhost: localhost\r\n${lines.join("")}\r\n`);
}

function parts([operations, map]: [string, string], files: number, bytes = 1000): Buffer {
  const field = (name: string, value: string) =>
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  const file = Buffer.concat([
    Buffer.from('--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'),
    Buffer.alloc(bytes, "x"),
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([
    field("operations", operations),
    field("map", map),
    ...Array<Buffer>(files).fill(file),
    Buffer.from("--x--\r\n"),
  ]);
}
