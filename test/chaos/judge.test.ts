import { describe, expect, it } from "vitest";
import { encode } from "../../models/vector/encode.ts";
import { tellApart, vectorGallery } from "./gallery.ts";
import { type Answer, type Expectation, judge } from "./judge.ts";
import { classificationGallery } from "./references.ts";
import { createTally, type Outcome } from "./tally.ts";

const base64 = (...numbers: number[]) =>
  Buffer.from(encode(Float32Array.from(numbers), "FLOAT32")).toString("base64");
const rows = { cat: base64(1, 0, 0), dog: base64(0, 1, 0), sea: base64(0, 0, 1) };
const references = new Map(Object.entries(rows));
const gallery = vectorGallery(references);

/** Outcomes that are not zero. */
function outcomesOf(
  answer: Answer,
  expected: readonly Expectation[] = [{ id: "cat" }, { id: "dog" }, { id: "sea" }],
  excuses: readonly string[] = [],
): Partial<Record<Outcome, number>> {
  const tally = createTally();
  const rowOf = (item: { base64: string }) => item.base64;
  const question = { path: ["embedTexts"], expected, gallery, rowOf };
  judge(question, answer, new Set(excuses), tally);
  const all: Outcome[] = [
    ...(["right", "misaligned", "wrong", "lost"] as const),
    ...(["refused", "excused", "wrong code", "INTERNAL"] as const),
  ];
  return Object.fromEntries(
    all.map((each) => [each, tally.count(each)] as const).filter(([, count]) => count > 0),
  );
}
const answerOf = (...embedTexts: (string | null)[]): Answer => ({
  data: { embedTexts: embedTexts.map((base64) => base64 && { base64 }) },
});
const errorAt = (path: (string | number)[], code: string, retryable = false) => ({
  message: "no",
  path,
  extensions: { code, retryable },
});

describe("the judge of rows", () => {
  it("finds each row right that is its own reference, up to rounding", () => {
    expect(outcomesOf(answerOf(rows.cat, base64(0.0001, 1, 0), rows.sea))).toEqual({ right: 3 });
  });

  it("sees rows that changed places", () => {
    const answer = answerOf(rows.dog, rows.cat, rows.sea);
    expect(outcomesOf(answer)).toEqual({ misaligned: 2, right: 1 });
  });

  it("sees that rows moved up by one", () => {
    expect(outcomesOf(answerOf(rows.dog, rows.sea))).toEqual({ misaligned: 2, lost: 1 });
  });

  it("sees a row that is nobody's, and one of another length", () => {
    const answer = answerOf(base64(0.8, 0.6, 0), base64(0, 1), rows.sea);
    expect(outcomesOf(answer)).toEqual({ wrong: 2, right: 1 });
  });

  it("sees a row that is not a number", () => {
    expect(outcomesOf(answerOf(base64(NaN, NaN, NaN), rows.dog, rows.sea))).toEqual({
      wrong: 1,
      right: 2,
    });
  });

  it("sees a null without an error", () => {
    expect(outcomesOf(answerOf(rows.cat, null, rows.sea))).toEqual({ right: 2, lost: 1 });
  });

  it("sees rows that nobody asked for", () => {
    const answer = answerOf(rows.cat, rows.dog, rows.sea, rows.sea);
    expect(outcomesOf(answer)).toEqual({ right: 3, wrong: 1 });
  });

  it("sees an answer without data and without errors", () => {
    expect(outcomesOf({})).toEqual({ lost: 3 });
  });
});

describe("the judge of errors", () => {
  const poisoned: Expectation[] = [{ id: "cat" }, { refused: ["IMAGE_UNREADABLE"] }, { id: "sea" }];
  const withError = (code: string, retryable = false): Answer => ({
    ...answerOf(rows.cat, null, rows.sea),
    errors: [errorAt(["embedTexts", 1], code, retryable)],
  });

  it("wants a poisoned input refused with its own code", () => {
    expect(outcomesOf(withError("IMAGE_UNREADABLE"), poisoned)).toEqual({ right: 2, refused: 1 });
    const other = outcomesOf(withError("PROVIDER_FAILED", true), poisoned);
    expect(other).toEqual({ right: 2, "wrong code": 1 });
    const answered = outcomesOf(answerOf(rows.cat, rows.dog, rows.sea), poisoned);
    expect(answered).toEqual({ right: 2, wrong: 1 });
  });

  it("excuses what a fault explains, as long as it says to try again", () => {
    const outcomes = (retryable: boolean, excuses: string[]) =>
      outcomesOf(withError("TIMEOUT", retryable), undefined, excuses);
    expect(outcomes(true, ["TIMEOUT"])).toEqual({ right: 2, excused: 1 });
    expect(outcomes(false, ["TIMEOUT"])).toEqual({ right: 2, "wrong code": 1 });
    expect(outcomes(true, ["OVERLOADED"])).toEqual({ right: 2, "wrong code": 1 });
  });

  it("never excuses INTERNAL", () => {
    const outcomes = outcomesOf(withError("INTERNAL", true), undefined, ["INTERNAL"]);
    expect(outcomes).toEqual({ right: 2, INTERNAL: 1 });
  });

  it("counts an error of the whole for each input", () => {
    const errors = [errorAt(["embedTexts"], "OVERLOADED", true)];
    expect(outcomesOf({ data: null, errors }, undefined, ["OVERLOADED"])).toEqual({ excused: 3 });
    const unplaced = [{ message: "no", extensions: { code: "TOO_LARGE" } }];
    expect(outcomesOf({ errors: unplaced })).toEqual({ "wrong code": 3 });
  });

  it("knows an error inside an item for the item's", () => {
    const answer = {
      ...answerOf(rows.cat, null, rows.sea),
      errors: [errorAt(["embedTexts", 1, "base64"], "TIMEOUT", true)],
    };
    expect(outcomesOf(answer, undefined, ["TIMEOUT"])).toEqual({ right: 2, excused: 1 });
  });
});

describe("the judge of classifications", () => {
  const classification = (cat: number, dog: number) => {
    const labels = [
      { label: "cat", similarity: cat, score: cat },
      { label: "dog", similarity: dog, score: dog },
    ].toSorted((a, b) => b.score - a.score);
    return { best: labels[0]!, labels };
  };
  const ofCats = classification(0.9, 0.1);
  const ofDogs = classification(0.2, 0.8);
  const { verdict } = classificationGallery(
    new Map([
      ["cats.jpg", ofCats],
      ["dogs.jpg", ofDogs],
    ]),
    ["cat", "dog"],
  );

  it("tells its own from another image's and from nobody's", () => {
    expect(verdict("cats.jpg", ofCats)).toBe("right");
    expect(verdict("cats.jpg", ofDogs)).toBe("misaligned");
    expect(verdict("cats.jpg", classification(0.5, 0.5))).toBe("wrong");
  });

  it("wants the scores, their order and the best label right, too", () => {
    const [cat, dog] = ofCats.labels;
    expect(verdict("cats.jpg", { best: dog!, labels: [cat!, dog!] })).toBe("wrong");
    expect(verdict("cats.jpg", { best: dog!, labels: [dog!, cat!] })).toBe("wrong");
    const unsure = { ...cat!, score: 0.5 };
    expect(verdict("cats.jpg", { best: unsure, labels: [unsure, dog!] })).toBe("wrong");
  });
});

describe("references", () => {
  it("that could be taken for another are left out", () => {
    const alike = new Map([...references, ["almost a cat", base64(0.9999, 0.01, 0)]]);
    expect([...tellApart(alike).keys()]).toEqual(["cat", "dog", "sea"]);
  });
});
