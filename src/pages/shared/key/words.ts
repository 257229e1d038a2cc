import { dollars, whole } from "../numbers.ts";
import type { Caller } from "./caller.ts";

/** What is left of what a key may use, as parts of a line. */
export function leftOf({ points, costUsd, costUsdLimit }: Caller): string[] {
  const spent =
    costUsdLimit === null ? dollars(costUsd) : `${dollars(costUsd)} of ${dollars(costUsdLimit)}`;
  return [
    ...(points ? [`${whole(points.remaining)} of ${whole(points.limit)} points left`] : []),
    ...(costUsd > 0 || costUsdLimit !== null ? [`${spent} today`] : []),
  ];
}

/** When, of a time to come: "in 12 s", "in 43 min, at 15:42". */
export function whenIs(time: number, now = Date.now()): string {
  const seconds = Math.ceil((time - now) / 1000);
  if (seconds < 60) {
    return `in ${seconds} s`;
  }
  const minutes = Math.ceil(seconds / 60);
  const wait = minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  const clock = new Date(time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return `in ${wait}, at ${clock}`;
}
