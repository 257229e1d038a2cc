import { describe, expect, it } from "vitest";
import { camps, disagreement } from "../../../../../src/pages/compare/results/disagreement.ts";
import { problem, scores } from "./fixtures.ts";

const labels = ["a cat", "a dog", "a fish"];
const cat = scores([0.8, 0.1, 0.1]);
const dog = scores([0.3, 0.6, 0.1]);
const said = (...cells: Parameters<typeof camps>[0]) => disagreement(camps(cells), labels);

describe("where models disagree", () => {
  it("is where they put different labels first, whatever their scores", () => {
    expect(said(cat, dog)).toBe("Models disagree");
    expect(said(cat, scores([0.4, 0.3, 0.3]))).toBeNull();
  });

  it("counts the models of each label where there are more than labels", () => {
    expect(said(dog, cat, dog)).toBe("Models disagree: “a dog” by 2, “a cat” by 1");
  });

  it("is nowhere before two of them have answered", () => {
    expect(said(cat)).toBeNull();
    expect(said(cat, undefined, problem)).toBeNull();
    expect(said(undefined, problem)).toBeNull();
  });

  it("says which columns are of one mind, the most first", () => {
    expect(camps([dog, cat, problem, cat])).toEqual([
      { label: 0, columns: [1, 3] },
      { label: 1, columns: [0] },
    ]);
  });
});
