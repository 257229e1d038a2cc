import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { expect, it, onTestFinished } from "vitest";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { gatewayForTest, post } from "../support/start-gateway.ts";

/** Copies of what a channel is told, in order. */
function hear(name: string): Record<string, unknown>[] {
  const heard: Record<string, unknown>[] = [];
  const listener = (message: unknown) => void heard.push({ ...(message as object) });
  subscribe(name, listener);
  onTestFinished(() => void unsubscribe(name, listener));
  return heard;
}

it("tells tracing channels of each operation and each pass, from start to end", async () => {
  const gateway = await gatewayForTest(
    { DEFAULT_MODEL: fakeModel.id },
    { models: [fakeModel], providers: { fake: createFakeProvider({ maxInputs: 10 }) } },
  );
  const started = hear("tracing:parallax:operation:start");
  const ended = hear("tracing:parallax:operation:asyncEnd");
  const passes = hear("tracing:parallax:pass:asyncEnd");
  await post(gateway, `query Words { embedTexts(texts: ["a", "b", "bad"]) { tokens } }`);

  expect(started).toEqual([{ caller: null }]);
  expect(ended).toEqual([
    {
      caller: null,
      name: "Words",
      type: "query",
      ms: expect.any(Number),
      errors: ["INTERNAL"],
      points: expect.any(Number),
      usd: 0,
      tokens: 6,
      models: ["test/fake"],
      embeddings: { cached: 0, joined: 0, made: 2 },
    },
  ]);
  const waited = [1, 2, 3].map(() => expect.any(Number));
  expect(passes).toMatchObject([
    { model: "test/fake", modality: "TEXT", batchSize: 3, queueMs: waited, failed: 1 },
  ]);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toContain('parallax_requests_total{operation="Words",caller="anonymous"} 1\n');
  expect(metrics).toContain('parallax_errors_total{code="INTERNAL",caller="anonymous"} 1\n');
  expect(metrics).toMatch(/parallax_queue_depth\{model="test\/fake"\} 0\n/);
});
