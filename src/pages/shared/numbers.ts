/** Numbers as people read them. The pages are in English, whatever the browser speaks. */

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const currency = { style: "currency", currency: "USD" } as const;
const cents = new Intl.NumberFormat("en", { ...currency, trailingZeroDisplay: "stripIfInteger" });
const fractions = new Intl.NumberFormat("en", { ...currency, maximumSignificantDigits: 2 });

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** −0.25, with a minus that is as wide as a digit; never −0.00. */
export function signed(value: number): string {
  const text = value.toFixed(2);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

export function whole(value: number): string {
  return grouped.format(value);
}

/** "1 photo", "12 photos". */
export function counted(count: number, thing: string): string {
  return `${whole(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** 0.4 ms, 12 ms, 1.3 s. */
export function duration(ms: number): string {
  if (ms >= 1000) {
    return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  }
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** Megabytes of a million bytes, as shops and disks count them. */
export function size(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${whole(Math.max(1, bytes / 1e6))} MB`;
}

/** 30 M, 1.4 B. */
export function large(count: number): string {
  if (count >= 1e9) {
    return `${(count / 1e9).toFixed(1)} B`;
  }
  return count >= 1e6 ? `${whole(count / 1e6)} M` : whole(count);
}

/** US dollars and cents; of less than a cent, two digits that count. */
export function dollars(usd: number): string {
  return (usd > 0 && usd < 0.01 ? fractions : cents).format(usd);
}
