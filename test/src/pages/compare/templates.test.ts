import { describe, expect, it } from "vitest";
import { readTemplates } from "../../../../src/pages/compare/templates.ts";

describe("templates as they are typed", () => {
  it("are one a line, each once", () => {
    expect(readTemplates(" a photo of {label} \n\n{label}\n{label}")).toEqual({
      templates: ["a photo of {label}", "{label}"],
      problem: null,
    });
  });

  it("are each model's own when there are none", () => {
    expect(readTemplates(" \n")).toEqual({ templates: null, problem: null });
  });

  it("are not usable when one of them has no place for the label", () => {
    expect(readTemplates("{label}\na photo").problem).toBe("“a photo” has no {label} in it.");
  });
});
