import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { readConfig } from "../../../../src/config/config.ts";
import { createReceiveBody } from "../../../../src/http/body/receive-body.ts";
import { listen } from "../../../../src/http/listen.ts";
import { createRefuse } from "../../../../src/http/refuse.ts";
import { createHttpServer } from "../../../../src/http/server.ts";
import { createMediaBudget } from "../../../../src/media/budget.ts";
import type { Upload } from "../../../../src/media/upload.ts";

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: any;
}

/**
 * A server that takes bodies as the gateway does, and answers with what became of them: uploads as
 * their contents. `during` runs between the two.
 */
export async function startReceiver(
  settings: Record<string, string> = {},
  during = async (): Promise<void> => {},
) {
  const config = readConfig({ PORT: "0", ...settings });
  const directory = mkdtempSync(join(tmpdir(), "receiver-"));
  const media = { budget: createMediaBudget(config.MAX_MEDIA_MB), directory };
  const logged: unknown[] = [];
  const log = { info() {}, warn() {}, error: (details: object) => void logged.push(details) };
  const receiveBody = createReceiveBody({ config, media, log });
  const refuse = createRefuse(log, { countError() {} });
  const server = createHttpServer(config).on("request", async (request, response) => {
    try {
      const { body = null } = await receiveBody(request, response);
      await during();
      response.end(JSON.stringify(await contentsOf(body)));
    } catch (error) {
      refuse(error, request, response);
    }
  });
  const url = await listen(server, config);
  return {
    ...media,
    url,
    port: Number(new URL(url).port),
    server,
    logged,
    files: () => readdirSync(directory),
    /** Sends a body as it is. */
    post: (headers: Record<string, string>, body?: Buffer | string) =>
      new Promise<Answered>((resolve, reject) => {
        request(url, { method: "POST", headers, agent: false }, async (response) => {
          const said = await text(response).catch(() => "");
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, body: said && JSON.parse(said) });
        })
          .on("error", reject)
          .end(body);
      }),
    /** Writes on a connection of its own; the answer is all that comes until it closes. */
    open(text: string | Buffer) {
      const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
      let said = "";
      socket.on("data", (chunk) => (said += chunk)).on("error", () => {});
      const closed = new Promise<string>((resolve) => socket.on("close", () => resolve(said)));
      socket.write(text);
      return { socket, closed };
    },
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The same with every upload replaced by its content, or by the code of its error. */
async function contentsOf(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if ("promise" in value && value.promise instanceof Promise) {
    return value.promise.then(
      ({ createReadStream }: Upload) => text(createReadStream()),
      ({ code }) => code,
    );
  }
  const entries = Object.entries(value).map(async ([name, inner]) => [
    name,
    await contentsOf(inner),
  ]);
  return Array.isArray(value)
    ? Promise.all(value.map(contentsOf))
    : Object.fromEntries(await Promise.all(entries));
}

export const formHeaders = {
  "content-type": "multipart/form-data; boundary=x",
  "apollo-require-preflight": "1",
};

/** A part of a form with the boundary x. */
export function part(name: string, content: string, filename?: string): string {
  const file = filename === undefined ? "" : `; filename="${filename}"`;
  return `--x\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${content}\r\n`;
}

/** Open files, sockets and pipes of this process (Linux). */
export const descriptors = (): number => readdirSync("/proc/self/fd").length;
