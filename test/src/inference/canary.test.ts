import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Model } from "../../../models/model.ts";
import { createCanary } from "../../../src/inference/canary.ts";
import { createEngine } from "../../../src/inference/engine.ts";
import { readConfig } from "../../../src/config/config.ts";
import {
  createFakeProvider,
  fakeModel,
  fakeRow,
  type FakeOptions,
} from "../../support/fake-provider.ts";

async function canaryOf(fake: FakeOptions = {}, model: Partial<Model> = {}) {
  const provider = createFakeProvider(fake);
  const config = readConfig({ DEFAULT_MODEL: fakeModel.id });
  const models = [{ ...fakeModel, ...model }];
  const engine = await createEngine({ config, models, providers: { fake: provider } });
  const canary = createCanary(engine);
  onTestFinished(canary.close);
  return { ...canary, embed: engine.embed, model: models[0]!, provider };
}

/** Lets time pass, and what waits for a turn of the event loop go on. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 5; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

describe("the canary", () => {
  it("runs once for all who ask at the same time", async () => {
    const { ready, provider } = await canaryOf();
    await Promise.all(Array.from({ length: 900 }, ready));
    expect(provider.calls.length).toBe(1);
  });

  it("keeps a good answer for five seconds, and a bad one for one", async () => {
    let works = true;
    const { ready, provider } = await canaryOf({
      embed: async (inputs, { dimensions }) =>
        inputs.map((input) => (works ? fakeRow(input, dimensions) : new Error("no vector"))),
    });
    await ready();
    vi.advanceTimersByTime(2499);
    await ready();
    expect(provider.calls.length).toBe(1);

    works = false;
    vi.advanceTimersByTime(2501);
    await expect(ready()).rejects.toThrow("no vector");
    vi.advanceTimersByTime(999);
    await expect(ready()).rejects.toThrow("no vector");
    expect(provider.calls.length).toBe(2);

    works = true;
    vi.advanceTimersByTime(1);
    await ready();
    expect(provider.calls.length).toBe(3);
  });

  it("answers at once from a result that grows old, and gets the next one meanwhile", async () => {
    const { ready, provider } = await canaryOf();
    await ready();
    provider.hold();
    vi.advanceTimersByTime(4000);
    await Promise.all([ready(), ready()]);
    expect(provider.calls.length).toBe(2);
    provider.release();
  });

  it("tells of a model that hangs within five seconds, then at once, and starts no second pass", async () => {
    const { ready, found, provider } = await canaryOf();
    expect(found()).toBeUndefined();
    provider.hold();
    const hangs = "has not answered for 5 seconds";
    const first = expect(ready()).rejects.toThrow(hangs);
    await vi.advanceTimersByTimeAsync(5000);
    await first;
    const second = expect(ready()).rejects.toThrow(hangs);
    await vi.advanceTimersByTimeAsync(0);
    await second;
    expect(found()).toBe(false);
    expect(provider.calls.length).toBe(1);
    provider.release();
    await vi.waitFor(ready);
    expect(found()).toBe(true);
    expect(provider.calls.length).toBe(1);
  });

  it("tells of a model that begins to hang within ten seconds", async () => {
    const { ready, provider } = await canaryOf();
    await ready();
    provider.hold();
    await vi.advanceTimersByTimeAsync(5000);
    const soon = ready();
    await vi.advanceTimersByTimeAsync(500);
    await soon;
    await vi.advanceTimersByTimeAsync(4500);
    const late = expect(ready()).rejects.toThrow("has not answered for 5 seconds");
    await vi.advanceTimersByTimeAsync(0);
    await late;
    provider.release();
  });

  it("is looked at without waiting, and what is old by then is found out for the next look", async () => {
    let works = true;
    const { ready, found, provider } = await canaryOf({
      embed: async (inputs, { dimensions }) =>
        inputs.map((input) => (works ? fakeRow(input, dimensions) : new Error("no vector"))),
    });
    expect(found()).toBeUndefined();
    expect(provider.calls.length).toBe(0);
    await ready();
    works = false;
    await pass(4999);
    expect(found()).toBe(true);
    await pass(1);
    found();
    await pass(0);
    expect(found()).toBe(false);
    expect(provider.calls.length).toBe(2);

    works = true;
    await pass(1000);
    found();
    await pass(0);
    expect(found()).toBe(true);
  });

  it("needs no pass of its own while requests are answered", async () => {
    const { ready, embed, model, provider } = await canaryOf();
    for (const text of ["a", "b", "c"]) {
      await embed(model, { modality: "TEXT", text });
      vi.advanceTimersByTime(2000);
      await ready();
    }
    expect(provider.calls.length).toBe(3);
  });

  it("takes no pass for a proof in which every input failed", async () => {
    const { ready, embed, model, provider } = await canaryOf();
    await expect(embed(model, { modality: "TEXT", text: "bad" })).rejects.toThrow("a bad input");
    await ready();
    expect(provider.calls.length).toBe(2);
  });

  it("stays true while passes end, however long they take, and the canary waits behind them", async () => {
    const passMs = 8000;
    let turn: Promise<unknown> = Promise.resolve();
    const { ready, embed, model } = await canaryOf({
      maxCalls: 2,
      maxInputs: 1,
      // One pass at a time, the first that came first.
      embed: (inputs, { dimensions }) => {
        const pass = turn.then(() => new Promise((resolve) => setTimeout(resolve, passMs)));
        turn = pass;
        return pass.then(() => inputs.map((input) => fakeRow(input, dimensions)));
      },
    });
    const texts = Array.from({ length: 10 }, (_, i) => `text ${i}`);
    const load = texts.map((text) => embed(model, { modality: "TEXT", text }));
    await pass(0);
    await pass(passMs);
    for (let i = 0; i < 60; i++) {
      const answer = expect(ready()).resolves.toBeUndefined();
      await pass(1000);
      await answer;
    }
    for (let i = 0; i < 15; i++) {
      await pass(passMs);
    }
    await Promise.all(load);
  });

  it("never calls a cloud model: its availability decides", async () => {
    const { ready, provider } = await canaryOf({}, { hosting: "CLOUD" });
    await ready();
    expect(provider.calls).toEqual([]);
    provider.availability = () => ({
      status: "NEEDS_CREDENTIALS",
      reason: "there is no key.",
      howToEnable: "Set one.",
    });
    vi.advanceTimersByTime(5000);
    await expect(ready()).rejects.toThrow("there is no key");
    expect(provider.calls).toEqual([]);
  });

  it("sends an image where the model takes no text", async () => {
    const { ready, provider } = await canaryOf({}, { modalities: ["IMAGE"] });
    await ready();
    expect(provider.calls[0]![0]).toMatchObject({ modality: "IMAGE" });
  });
});
