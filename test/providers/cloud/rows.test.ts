import { expect, test } from "vitest";
import { toCheckedVector, toVector } from "../../../providers/cloud/rows.ts";

test("numbers become float32 whatever they are, for the embedder to check", () => {
  expect(toVector([1, NaN, 1e300], "A service")).toEqual(Float32Array.of(1, NaN, Infinity));
  expect(toVector([], "A service")).toHaveLength(0);
  const fromJson = JSON.parse("[1, null]") as number[]; // as JSON writes what is no number
  expect(toVector(fromJson, "A service")).toEqual(Float32Array.of(1, NaN));
});

test("numbers that no embedder will see are checked here", () => {
  expect(toCheckedVector([1, 2], 2, "A service")).toEqual(Float32Array.of(1, 2));
  for (const wrong of [[1], [1, 2, 3], [1, NaN], [1, Infinity], undefined]) {
    expect(() => toCheckedVector(wrong, 2, "A service")).toThrow(/A service answered/);
  }
});

test("an answer without an embedding has failed, and is not asked for again", () => {
  const failed = expect.objectContaining({
    code: "PROVIDER_FAILED",
    retryable: false,
    message: "A service answered no embedding.",
  });
  for (const none of [undefined, null]) {
    expect(() => toVector(none, "A service")).toThrow(failed);
  }
});
