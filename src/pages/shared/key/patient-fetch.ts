import { pause } from "../pause.ts";

/** Waits that nobody minds: of a key that may have only so many requests under way at once. */
export const shortWaitMs = 2000;
const mostTries = 5;

/** A `fetch` that sends a request again by itself where the server wants to be left alone for a moment. */
export function createPatientFetch(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    for (let tries = 0; ; tries++) {
      const answer = await send(input, init);
      const wait = waitOf(answer);
      if (wait === null || wait > shortWaitMs || tries === mostTries) {
        return answer;
      }
      // Not all at once.
      await pause(wait * (1 + Math.random() / 2), init?.signal);
    }
  };
}

/** How long, in milliseconds, who has sent too much is to wait; null for any other answer. */
export function waitOf({ status, headers }: Response): number | null {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return status === 429 && seconds >= 0 ? seconds * 1000 : null;
}
