import { setTimeout as sleep } from "node:timers/promises";
import type { Fault as CohereFault } from "../../servers/faults.ts";
import { failing, type Fault } from "./fault.ts";

/** The cloud provider fails, hangs up, limits the rate, or does not answer. */
export const cloud: Fault = {
  excuses: failing,
  async run({ cohere, random }) {
    const kinds: CohereFault[] = [
      "drop",
      "truncated body",
      { status: 500 },
      { status: 503 },
      { status: 429, retryAfter: "1" },
      { delay: () => sleep(2000) },
    ];
    if (random.chance(0.3)) {
      cohere.faults.always(random.pick(kinds));
      await sleep(3000);
      cohere.faults.always(undefined);
    } else {
      cohere.faults.add(...random.sample(kinds, 6));
    }
  },
};
