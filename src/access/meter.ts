import { createInFlight, type Enter } from "./meter-in-flight.ts";
import { createPointMeter, type PointMeter } from "./meter-points.ts";
import { createUsdMeter, type UsdMeter } from "./meter-usd.ts";
import { inMemory, type OpenStore } from "./meter-window.ts";

/** How much callers use, against the limits that they carry. */
export interface Meter {
  readonly points: PointMeter;
  readonly usd: UsdMeter;
  readonly enter: Enter;
}

export interface MeterOptions {
  /** Where points and dollars are counted; in this process when left out. */
  readonly openStore?: OpenStore;
}

export function createMeter({ openStore = inMemory }: MeterOptions = {}): Meter {
  return {
    points: createPointMeter(openStore),
    usd: createUsdMeter(openStore),
    enter: createInFlight(),
  };
}
