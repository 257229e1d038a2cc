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

/** Where it runs. */
export function placeOf({ hosting, provider }: Model): string {
  if (hosting === "CLOUD") {
    return "in the cloud";
  }
  return isRemote({ provider }) ? "on another server of yours" : "on this server";
}

/** Behind an address that REMOTE_MODELS names. */
export const isRemote = ({ provider }: Pick<Model, "provider">): boolean => provider === "remote";

/** The list price of an image, or nothing where it is not known. */
export function priceOf({ hosting, pricing }: Model): string {
  const price = pricing.find(({ modality }) => modality === "IMAGE") ?? pricing[0];
  if (price) {
    return `${dollars(price.usd)} per ${price.unit}`;
  }
  return hosting === "LOCAL" ? "no price, only compute" : "";
}
