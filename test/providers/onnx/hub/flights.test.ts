import { expect, test } from "vitest";
import { createFlights } from "../../../../providers/onnx/hub/flights.ts";

/** A run that is told to stop and then takes its time. */
function stubborn() {
  let end: (value: string) => void = () => {};
  const ended = new Promise<string>((resolve) => (end = resolve));
  const seen: AbortSignal[] = [];
  const start = (signal: AbortSignal) => {
    seen.push(signal);
    return ended;
  };
  return { start, end: () => end("done"), seen };
}

test("closing waits until what it aborted has cleared up", async () => {
  const flights = createFlights<string, never>();
  const { start, end, seen } = stubborn();
  const waiting = flights.join("key", start);
  await expect.poll(() => seen.length).toBe(1);
  let closed = false;
  const closing = flights.close(new Error("closing")).then(() => (closed = true));
  expect(seen[0]?.aborted).toBe(true);
  await new Promise(setImmediate);
  expect(closed).toBe(false);
  end();
  await closing;
  await expect(waiting).resolves.toBe("done");
});

test("who comes after the last has left does not board what is being aborted", async () => {
  const flights = createFlights<string, never>();
  const old = stubborn();
  const abort = new AbortController();
  const leaving = flights.join("key", old.start, { signal: abort.signal });
  await expect.poll(() => old.seen.length).toBe(1);
  abort.abort(new Error("left"));
  await expect.poll(() => flights.has("key")).toBe(false);
  await expect(flights.join("key", async () => "new")).resolves.toBe("new");
  old.end();
  await expect(leaving).rejects.toThrow("left");
});
