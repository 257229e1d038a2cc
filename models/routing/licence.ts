import type { Model } from "../model.ts";
import type { Needs } from "./types.ts";

/**
 * May the router take it? Models for research only need a caller who says so; where the caller is
 * commercial, a licence that says nothing is not enough.
 */
export function isLicensed({ commercialUse }: Model, needs: Pick<Needs, "commercialUse">): boolean {
  return needs.commercialUse === true
    ? commercialUse === true
    : commercialUse !== false || needs.commercialUse === false;
}

/** The first of those that fit that the tree would rather have had, were it not for its licence. */
export function passedOver(
  leads: readonly Model[],
  recommended: Model,
  needs: Pick<Needs, "commercialUse">,
): Model | undefined {
  const end = leads.indexOf(recommended);
  return leads.slice(0, end < 0 ? leads.length : end).find((model) => !isLicensed(model, needs));
}

/** "its licence (CC-BY-NC-4.0) is for research only" */
export function licenceInWords({ commercialUse, license }: Model): string {
  const name = license ? ` (${license})` : "";
  const says = { true: "allows commercial use", false: "is for research only" };
  return commercialUse === undefined
    ? `its licence${name} says nothing of commercial use`
    : `its licence${name} ${says[`${commercialUse}`]}`;
}
