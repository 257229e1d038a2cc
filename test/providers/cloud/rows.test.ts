import { expect, test } from "vitest";
import { toVector } from "../../../providers/cloud/rows.ts";

test("numbers become float32 whatever they are, for the embedder to check", () => {
  expect(toVector([1, NaN, 1e300], "A service")).toEqual(Float32Array.of(1, NaN, Infinity));
  expect(toVector([], "A service")).toHaveLength(0);
  const asJson = JSON.parse(JSON.stringify([NaN])) as number[];
  expect(toVector(asJson, "A service")).toEqual(Float32Array.of(NaN));
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
