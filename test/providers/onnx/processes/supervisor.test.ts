import { afterEach, expect, test, vi } from "vitest";
import { GatewayError } from "../../../../models/errors.ts";
import { ProcessDied, type ModelProcess } from "../../../../providers/onnx/processes/process.ts";
import { supervise } from "../../../../providers/onnx/processes/supervisor.ts";

/** Passes that fail as they are told, on processes that never were. */
function supervised(outcome: () => Error | undefined) {
  const refusals: Error[] = [];
  const start = (): ModelProcess => ({
    async embed() {
      const error = outcome();
      if (error) {
        throw error;
      }
      return { rows: [], computeMs: 1 };
    },
    kill() {},
    residentBytes: 0,
    exited: new Promise(() => {}),
  });
  const onRefusal = (error: Error) => void refusals.push(error);
  const isElsewhere = (error: GatewayError) => error.message === "no engine answers";
  const model = supervise(start, { onDeath() {}, onRefusal, isElsewhere });
  const embed = () => model.embed({ id: "acme/clip" }, { modality: "TEXT", values: ["a"] });
  return { model, embed, refusals };
}

afterEach(() => void vi.useRealTimers());

test("a model that keeps dying is left alone for half a minute, and then is well again", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  let dying = true;
  const { model, embed } = supervised(() => (dying ? new ProcessDied("died") : undefined));
  for (let i = 0; i < 5; i++) {
    await expect(embed()).rejects.toThrow("died");
  }
  expect(model.failing).toMatch(/keeps dying/);
  await expect(embed()).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE", retryAfterMs: 30_000 });

  dying = false;
  vi.setSystemTime(Date.now() + 31_000);
  // Who asks first must not be turned away for what was half a minute ago.
  expect(model.failing).toBeUndefined();
  await embed();
  expect(model.failing).toBeUndefined();
});

test("a model whose files cannot be loaded is failing at once, with the reason", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const refusal = new GatewayError("MODEL_UNAVAILABLE", "cannot load text_model.onnx.");
  let refused = true;
  const { model, embed, refusals } = supervised(() => (refused ? refusal : undefined));
  await expect(embed()).rejects.toBe(refusal);
  expect(model.failing).toBe("cannot load text_model.onnx.");
  expect(refusals).toEqual([refusal]);

  refused = false;
  vi.setSystemTime(Date.now() + 31_000);
  expect(model.failing).toBeUndefined();
  await embed();
});

test("an engine that does not answer says nothing of the process that asks it", async () => {
  const refusal = new GatewayError("MODEL_UNAVAILABLE", "no engine answers");
  const { model, embed, refusals } = supervised(() => refusal);
  for (let i = 0; i < 8; i++) {
    await expect(embed()).rejects.toBe(refusal);
  }
  expect(model.failing).toBeUndefined();
  expect(refusals).toEqual([]);
});

test("an input that cannot be embedded says nothing of the model", async () => {
  const { model, embed } = supervised(() => new GatewayError("IMAGE_UNREADABLE", "no image"));
  for (let i = 0; i < 8; i++) {
    await expect(embed()).rejects.toThrow("no image");
  }
  expect(model.failing).toBeUndefined();
});
