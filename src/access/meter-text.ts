import type { Caller } from "../../models/caller.ts";

/** Anonymous callers are one; nobody's name is theirs. */
export const keyOf = ({ name }: Caller): string => JSON.stringify(name);

/** To the second, such as 2026-11-29T00:00:00Z. */
export function timeOf(ms: number): string {
  return `${new Date(Math.ceil(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

const significant = new Intl.NumberFormat("en", {
  maximumSignificantDigits: 4,
  useGrouping: false,
});

/** Such as $0.0001. */
export const usdText = (usd: number): string => `$${significant.format(usd)}`;
