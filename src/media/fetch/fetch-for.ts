import type { Caller } from "../../../models/caller.ts";
import { GatewayError } from "../../../models/errors.ts";
import { createTurnsByName } from "../../../providers/resilience/turns-by-name.ts";
import { createAllowance } from "../../access/allowance.ts";
import type { OpenCounter } from "../../access/counter.ts";
import { type Content, tooLarge } from "../read-at-most.ts";
import type { Fetch, FetchOptions } from "./safe-fetch.ts";

const mb = 1_000_000;

/**
 * Holds each caller to its fetches at once and its bytes a minute, whichever of its requests they are
 * for. What is too many waits; what is too much is RATE_LIMITED.
 */
export function createFetchFor(fetch: Fetch, openCounter: OpenCounter): (caller: Caller) => Fetch {
  const bytes = createAllowance(openCounter("fetch-bytes"), 60, ({ limit, left, retryAfterMs }) => {
    const message =
      `This key may fetch ${limit / mb} MB by URL in a minute; ${(left / mb).toFixed(2)} are left. ` +
      "Wait, or send files as uploads or base64.";
    return new GatewayError("RATE_LIMITED", message, { retryAfterMs });
  });
  const turns = createTurnsByName();

  return (caller) => {
    const { name, maxFetches, fetchMbPerMinute } = caller;
    if (maxFetches === 0 || fetchMbPerMinute === 0) {
      return refuse;
    }
    const key = name ?? "";
    const counted = fetchMbPerMinute === undefined ? fetch : count(key, fetchMbPerMinute * mb);
    return maxFetches === undefined
      ? counted
      : (url, options, take) =>
          turns(key, maxFetches, () => counted(url, options, take), options.signal);
  };

  function count(name: string, limit: number): Fetch {
    return async (url, options, take) => {
      const usage = await bytes.open(name, limit);
      let received = 0;
      let claimed = 0;
      const own = within(options, bytes.most(limit));
      async function* countedChunks({ chunks }: Content) {
        for await (const chunk of chunks) {
          received += chunk.length;
          if (received > own.maxBytes) {
            throw tooLarge(own);
          }
          if (received > claimed) {
            await usage.claim((claimed = received));
          }
          yield chunk;
        }
      }
      try {
        return await fetch(url, own, async ({ length, ...content }) => {
          // All of it before any of it comes: half a file is of use to nobody.
          await usage.claim((claimed = length ?? 0));
          return take({ length, chunks: countedChunks(content) });
        });
      } finally {
        await usage.settle(received);
      }
    };
  }
}

/** For who may not fetch at all. */
const refuse: Fetch = async () => {
  const message = "This key may not fetch by URL. Send files as uploads or base64.";
  throw new GatewayError("FORBIDDEN", message);
};

/** A file that a whole minute has no room for is too large, however long one waits. */
function within(options: FetchOptions, maxBytes: number): FetchOptions {
  const limitName = "this key's fetchMbPerMinute";
  return maxBytes < options.maxBytes ? { ...options, maxBytes, limitName } : options;
}
