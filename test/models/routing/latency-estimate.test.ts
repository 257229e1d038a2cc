import { expect, test } from "vitest";
import {
  enoughCalls,
  expectedLatency,
  machineSpeed,
} from "../../../models/routing/latency-estimate.ts";
import { models } from "./world.ts";

const model = (id: string) => models.find((other) => other.id === id)!;
const b32 = model("openai/clip-vit-base-patch32");
const l14 = model("openai/clip-vit-large-patch14");
const cohere = model("cohere/embed-v4.0");
const nothing = { measured: () => undefined };

test("a model with enough calls has its own median, local or not", () => {
  const measured = () => ({ p50Ms: 42, count: enoughCalls });
  expect(expectedLatency(b32, { measured })).toEqual({ ms: 42, source: "measured" });
  expect(expectedLatency(cohere, { measured })).toEqual({ ms: 42, source: "measured" });
});

test("one call less is not enough", () => {
  const measured = () => ({ p50Ms: 42, count: enoughCalls - 1 });
  expect(expectedLatency(b32, { measured, gflopsPerSecond: 148 })).toEqual({
    ms: 100,
    source: "estimated",
  });
});

test("an estimate grows with the model's GFLOPs and shrinks with the machine's speed", () => {
  const ms = (gflopsPerSecond?: number) =>
    expectedLatency(l14, { ...nothing, ...(gflopsPerSecond && { gflopsPerSecond }) }).ms;
  expect(ms(1000)).toBeCloseTo(175);
  expect(ms(500)).toBeCloseTo(350);
  // Of a machine that nobody timed, little is promised.
  expect(ms()).toBeGreaterThan(ms(100));
});

test("a local model without GFLOPs fits no budget before it was measured", () => {
  const { gflops: _, ...unknown } = b32;
  expect(expectedLatency(unknown, nothing).ms).toBe(Infinity);
});

test("a cloud model has a configured prior", () => {
  const prior = expectedLatency(cohere, nothing);
  expect(prior.source).toBe("assumed");
  expect(prior.ms).toBeGreaterThan(50);
  expect(expectedLatency({ ...cohere, provider: "new" }, nothing).ms).toBeGreaterThan(0);
});

test("of a model at an engine this machine's speed says nothing, but of a tower that is here", () => {
  const place = { protocol: "grpc", tls: false, address: "h:1", model: "m" } as const;
  const facts = { ...nothing, gflopsPerSecond: 1 };
  const atEngine = { ...l14, engines: { text: [place], image: [place] } };
  expect(expectedLatency(atEngine, facts)).toEqual({ ms: 100, source: "assumed" });
  expect(expectedLatency({ ...atEngine, engines: { text: [place] } }, facts)).toEqual(
    expectedLatency(l14, facts),
  );
  const measured = () => ({ p50Ms: 42, count: enoughCalls });
  expect(expectedLatency(atEngine, { ...facts, measured }).source).toBe("measured");
});

test("the machine's speed is the median of what its local models showed", () => {
  const timings = [
    { model: b32, pairMs: 100 }, // 148 GFLOP/s
    { model: l14, pairMs: 500 }, // 350
    { model: b32, pairMs: 10 }, // 1480
    { model: cohere, pairMs: 1 },
    { model: b32, pairMs: 0 },
  ];
  expect(machineSpeed(timings)).toBeCloseTo(350);
  expect(machineSpeed([])).toBeUndefined();
  expect(machineSpeed([{ model: cohere, pairMs: 10 }])).toBeUndefined();
});
