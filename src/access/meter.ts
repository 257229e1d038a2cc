import { createInFlight, type Enter } from "./meter-in-flight.ts";
import { createPointMeter, type PointMeter } from "./meter-points.ts";
import { createUsdMeter, type UsdMeter } from "./meter-usd.ts";
import { createCounter, type OpenCounter } from "./counter.ts";

/** How much callers use, against the limits that they carry. */
export interface Meter {
  readonly points: PointMeter;
  readonly usd: UsdMeter;
  readonly enter: Enter;
}

export interface MeterOptions {
  /** Where points and dollars are counted; in this process when left out. */
  readonly openCounter?: OpenCounter;
}

export function createMeter({ openCounter = () => createCounter() }: MeterOptions = {}): Meter {
  return {
    points: createPointMeter(openCounter),
    usd: createUsdMeter(openCounter),
    enter: createInFlight(),
  };
}
