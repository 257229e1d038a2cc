import { createHash } from "node:crypto";
import type { RedisClient } from "./store.ts";

/** Runs a Lua script: nothing else happens in the store meanwhile. Its answer is of whole numbers. */
export type RunScript = (
  client: RedisClient,
  key: string,
  values: readonly (string | number)[],
) => Promise<number[]>;

export function createScript(source: string): RunScript {
  const sha = createHash("sha1").update(source).digest("hex");
  return async (client, key, values) => {
    const options = { keys: [key], arguments: values.map(String) };
    try {
      return (await client.evalSha(sha, options)) as number[];
    } catch (error) {
      if (error instanceof Error && error.message.startsWith("NOSCRIPT")) {
        return (await client.eval(source, options)) as number[];
      }
      throw error;
    }
  };
}

/** Milliseconds since 1970 by the store's clock, which all replicas have in common. */
export const nowInLua = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;
