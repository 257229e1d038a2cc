import { AsyncLocalStorage } from "node:async_hooks";
import { setMaxListeners } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { providerCalls, type ProviderCallTrace } from "../../../providers/tracing.ts";
import { text } from "../cloud-set-up.ts";
import { setUp } from "./set-up.ts";

const { it, embed } = setUp();

test("who gives up in the queue does not hold up those behind", async () => {
  it.server.faults.always("hang");
  const gone = new AbortController();
  setMaxListeners(0, gone.signal);
  const hanging = Array.from({ length: 8 }, (_, i) =>
    embed([text(`hang ${i}`)], { signal: gone.signal }),
  );
  await it.server.faults.until("hanging");
  const queued = Array.from({ length: 8 }, (_, i) =>
    embed([text(`gone ${i}`)], { signal: gone.signal }),
  );
  const waiting = Array.from({ length: 12 }, (_, i) => embed([text(`live ${i}`)]));
  it.server.faults.always(undefined);
  gone.abort(new Error("gone"));
  await Promise.allSettled([...hanging, ...queued]);
  const answers = await Promise.all(waiting);
  expect(answers.map(({ rows }) => rows.length)).toEqual(Array.from({ length: 12 }, () => 1));
});

test("a request carries the headers of its own trace, also when it had to wait", async () => {
  const request = new AsyncLocalStorage<string>();
  const trace = (call: unknown) => {
    (call as ProviderCallTrace).carrier["traceparent"] = request.getStore()!;
  };
  providerCalls.start.subscribe(trace);
  onTestFinished(() => void providerCalls.start.unsubscribe(trace));
  const names = Array.from({ length: 20 }, (_, i) => `trace ${i}`);
  await Promise.all(names.map((name) => request.run(name, () => embed([text(name)]))));
  const sent = it.server.requests.map(({ instances: [instance] }) => instance!.text);
  expect(sent.toSorted()).toEqual(names.toSorted());
  expect(it.server.traceparents).toEqual(sent);
});
