import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blank, fromFragment, toFragment } from "../../../../src/pages/compare/settings.ts";

const settings = fc.record({
  labels: fc.string({ unit: "grapheme" }).filter((text) => text.trim() !== ""),
  models: fc.option(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 })),
  templates: fc.constantFrom("", "a photo of {label}\n{label} & more # + %"),
  activation: fc.constantFrom(null, "SOFTMAX" as const, "SIGMOID" as const, "COSINE" as const),
});

describe("the link to settings", () => {
  it("brings back what it was made of", () => {
    fc.assert(
      fc.property(settings, (given) => {
        expect(fromFragment(toFragment(given))).toEqual(given);
      }),
    );
  });

  it("is empty when nothing was chosen", () => {
    expect(toFragment(blank)).toBe("");
  });

  it.each(["", "#", "#results", "#section=2"])("is not seen in %j", (fragment) => {
    expect(fromFragment(fragment)).toBeNull();
  });

  it("leaves out what it cannot mean, such as an unknown activation or a model twice", () => {
    expect(fromFragment("#labels=a&model=x&model=x&activation=RELU")).toEqual({
      ...blank,
      labels: "a",
      models: ["x"],
    });
  });
});
