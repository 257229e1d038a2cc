import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
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
  return { ready: createCanary(engine), provider };
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
    vi.advanceTimersByTime(4999);
    await ready();
    expect(provider.calls.length).toBe(1);

    works = false;
    vi.advanceTimersByTime(1);
    await expect(ready()).rejects.toThrow("no vector");
    vi.advanceTimersByTime(999);
    await expect(ready()).rejects.toThrow("no vector");
    expect(provider.calls.length).toBe(2);

    works = true;
    vi.advanceTimersByTime(1);
    await ready();
    expect(provider.calls.length).toBe(3);
  });

  it("tells of a model that hangs within five seconds, then at once, and starts no second pass", async () => {
    const { ready, provider } = await canaryOf();
    provider.hold();
    const hangs = "has not answered for 5 seconds";
    const first = expect(ready()).rejects.toThrow(hangs);
    await vi.advanceTimersByTimeAsync(5000);
    await first;
    const second = expect(ready()).rejects.toThrow(hangs);
    await vi.advanceTimersByTimeAsync(0);
    await second;
    expect(provider.calls.length).toBe(1);
    provider.release();
    await vi.waitFor(ready);
    expect(provider.calls.length).toBe(1);
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
