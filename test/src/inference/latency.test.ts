import { expect, test } from "vitest";
import { createLatency } from "../../../src/inference/latency.ts";

test("a long list counts in full, and as one request for what one input waits", () => {
  const latency = createLatency();
  for (let request = 0; request < 30; request++) {
    latency.forRequest().record("a/model", "TEXT", 6, 1);
  }
  const list = latency.forRequest();
  for (let i = 1; i <= 400; i++) {
    list.record("a/model", "TEXT", 8 * i, 32);
  }

  const [all] = latency.of("a/model");
  expect(all).toMatchObject({ modality: "TEXT", count: 430 });
  expect(all!.p50Ms).toBeGreaterThan(1000);
  expect(latency.ofOne("a/model")).toMatchObject([{ count: 31, p50Ms: 6, meanBatchSize: 2 }]);
});

test("texts and images of a request, and models, are told apart", () => {
  const latency = createLatency();
  const request = latency.forRequest();
  request.record("a", "TEXT", 1, 1);
  request.record("a", "IMAGE", 20, 1);
  request.record("b", "TEXT", 300, 1);
  expect(latency.ofOne("a").map(({ modality, p50Ms }) => [modality, p50Ms])).toEqual([
    ["TEXT", 1],
    ["IMAGE", 20],
  ]);
  expect(latency.ofOne("b").map(({ p50Ms }) => p50Ms)).toEqual([300]);
  expect(latency.of("c")).toEqual([]);
});
