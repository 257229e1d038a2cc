import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import { createAllowance, type Allowance } from "../access/allowance.ts";
import type { OpenCounter } from "../access/counter.ts";

/** Seconds of video by the names of callers, in an hour. */
export function createVideoSeconds(openCounter: OpenCounter): Allowance {
  const counter = openCounter("video-seconds");
  return createAllowance(counter, 3600, ({ limit, left, retryAfterMs }, seconds) => {
    const wants = seconds === undefined ? "" : `, and this video takes ${seconds} s`;
    const message = `This key may embed ${limit} s of video an hour; ${left} s are left${wants}.`;
    return new GatewayError("RATE_LIMITED", message, { retryAfterMs });
  });
}

export interface SecondsUsed {
  /** Before they are embedded. @throws GatewayError RATE_LIMITED, TOO_LARGE */
  claim(seconds: number): Promise<void>;
}

/**
 * Counts the seconds that `work` says it takes; none of them when it fails.
 *
 * @param secondsOf what has been embedded in the end
 * @throws GatewayError RATE_LIMITED, FORBIDDEN; what `work` throws
 */
export async function countSeconds<T>(
  allowance: Allowance,
  { name, videoSecondsPerHour: limit }: Caller,
  work: (used: SecondsUsed) => Promise<T>,
  secondsOf: (result: T) => number,
): Promise<T> {
  if (limit === undefined) {
    return work({ async claim() {} });
  }
  if (limit === 0) {
    throw new GatewayError("FORBIDDEN", "This key may not embed videos.");
  }
  const usage = await allowance.open(name ?? "", limit);
  const claim = async (seconds: number) => {
    const whole = Math.ceil(seconds);
    const most = allowance.most(limit);
    if (whole > most) {
      throw tooLong(whole, most);
    }
    await usage.claim(whole);
  };
  let used = 0;
  try {
    const result = await work({ claim });
    used = Math.ceil(secondsOf(result));
    return result;
  } finally {
    await usage.settle(used);
  }
}

function tooLong(seconds: number, limit: number): GatewayError {
  return new GatewayError(
    "TOO_LARGE",
    `${seconds} s of video are to be embedded; this key may embed ${limit} s an hour. Embed less of ` +
      "it, with startOffsetSec and endOffsetSec.",
  );
}
