import type { Model } from "parallax-client";
import { dollars, size } from "../shared/numbers.ts";

const order = [
  "READY",
  "DOWNLOADING",
  "DOWNLOADABLE",
  "FAILING",
  "NEEDS_EXPORT",
  "NEEDS_CREDENTIALS",
] satisfies Model["availability"]["status"][];

/** What can be used soonest comes first; otherwise as the catalog has them. */
export function byAvailability(left: Model, right: Model): number {
  return order.indexOf(left.availability.status) - order.indexOf(right.availability.status);
}

/** Now, or soon without anybody doing anything. */
export function canBeUsed({ availability: { status } }: Model): boolean {
  return status === "READY" || status === "DOWNLOADING";
}

/** Whether a model can be used, in words. */
export function statusText({ availability: { status, progress }, sizeBytes }: Model): string {
  switch (status) {
    case "READY":
      return "Ready";
    case "DOWNLOADING":
      return `Downloading, ${Math.floor((progress ?? 0) * 100)} %`;
    case "DOWNLOADABLE":
      return sizeBytes === null
        ? "Is downloaded when you compare"
        : `Is downloaded when you compare, ${size(sizeBytes)}`;
    case "NEEDS_EXPORT":
      return "Has to be exported first";
    case "NEEDS_CREDENTIALS":
      return "Needs a key";
    case "FAILING":
      return "Does not work now";
  }
}

/** "apple-amlr, research only" */
export function licenceOf({ license, commercialUse }: Model): string {
  const name = license ?? "licence unknown";
  return commercialUse === false ? `${name}, research only` : name;
}

/** The list price of an image, or nothing where only compute is paid for. */
export function priceOf({ hosting, pricing }: Model): string {
  if (hosting === "LOCAL") {
    return "no price, only compute";
  }
  const price = pricing.find(({ modality }) => modality === "IMAGE") ?? pricing[0];
  return price ? `${dollars(price.usd)} per ${price.unit}` : "";
}
