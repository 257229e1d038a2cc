import { setTimeout as sleep } from "node:timers/promises";
import { request } from "undici";
import type { Rig } from "./fault.ts";

/** Sends what no friendly client sends, and notes how it was answered. */
export async function provoke(
  { traffic: { server, tally }, note }: Rig,
  what: string,
  body: string | Buffer | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const isRaw = typeof body === "string" || Buffer.isBuffer(body);
  try {
    const answer = await request(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close", ...headers },
      body: isRaw ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await answer.body.text();
    const codes = new Set([...text.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code!));
    note(`${what}: ${[answer.statusCode, ...codes].join(" ")}`);
    if (codes.has("INTERNAL")) {
      tally.add("INTERNAL", `${what}: ${/Internal error [\w-]+/.exec(text)?.[0]}`);
    }
  } catch (error) {
    note(`${what}: ${String(error)}`);
    await sleep(1000);
    await server.isBack();
  }
}
