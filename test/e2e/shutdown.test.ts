import { expect, it } from "vitest";
import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { until } from "../support/processes.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

/** A gateway whose model takes as long as the test wants. */
async function startHeld(settings: Record<string, string> = {}) {
  const provider = createFakeProvider({ maxCalls: 2 });
  const gateway = await startTestGateway(
    { DEFAULT_MODEL: fakeModel.id, ...settings },
    { models: [fakeModel], providers: { fake: provider } },
  );
  const ask = (text: string) =>
    post(gateway, "query ($text: String!) { embedText(text: $text) { base64 } }", { text });
  return { provider, gateway, ask };
}

it("is not ready from the first moment, while requests in flight and new ones are answered", async () => {
  const { provider, gateway, ask } = await startHeld();
  expect((await fetch(`${gateway.url}/ready`)).status).toBe(200);
  provider.hold();
  const inFlight = ask("before");
  await until(() => provider.running === 1);
  const closed = gateway.close();
  const ready = await fetch(`${gateway.url}/ready`);
  expect(ready.status).toBe(503);
  expect(ready.headers.get("connection")).toBe("close");
  expect(await ready.json()).toEqual({
    status: "not ready",
    reason: "The server is shutting down.",
  });
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  // A load balancer that has not heard of it yet sends another.
  const late = ask("after");
  await until(() => provider.running === 2);
  provider.release();
  for (const { data, errors } of await Promise.all([inFlight, late])) {
    expect(errors).toBeUndefined();
    expect(data.embedText.base64).not.toBe("");
  }
  await closed;
  await expect(fetch(`${gateway.url}/health`)).rejects.toThrow("fetch failed");
});

it("cuts what takes longer than SHUTDOWN_TIMEOUT_MS", async () => {
  const { provider, gateway, ask } = await startHeld({ SHUTDOWN_TIMEOUT_MS: "100" });
  provider.hold();
  const inFlight = ask("never").catch((error: Error) => error.message);
  await until(() => provider.running > 0);
  await gateway.close();
  expect(await inFlight).toBe("fetch failed");
});
