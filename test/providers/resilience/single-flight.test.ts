import { expect, test } from "vitest";
import { createSingleFlight } from "../../../providers/resilience/single-flight.ts";

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

test("closing waits until what it aborted has cleaned up", async () => {
  const flights = createSingleFlight<string>({ whenAbandoned: "clean up" });
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

test("who comes after the last has left does not join what is being aborted", async () => {
  const flights = createSingleFlight<string>({ whenAbandoned: "clean up" });
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

test("the last who leaves is gone at once, and the run is aborted, unless it cleans up", async () => {
  const flights = createSingleFlight<string>();
  const { start, seen } = stubborn();
  const [first, second] = [new AbortController(), new AbortController()];
  const both = [first, second].map(({ signal }) => flights.join("key", start, { signal }));
  const left = Promise.all(both.map((one) => expect(one).rejects.toThrow("left")));
  await expect.poll(() => seen.length).toBe(1);
  first.abort(new Error("left"));
  await new Promise(setImmediate);
  expect(seen[0]?.aborted).toBe(false);
  second.abort(new Error("left"));
  await left;
  expect(seen[0]?.aborted).toBe(true);
});

test("work that goes on is there for whoever asks next", async () => {
  const flights = createSingleFlight<string>({ whenAbandoned: "go on" });
  const { start, end, seen } = stubborn();
  const abort = new AbortController();
  const leaving = flights.join("key", start, { signal: abort.signal });
  await expect.poll(() => seen.length).toBe(1);
  abort.abort(new Error("left"));
  await expect(leaving).rejects.toThrow("left");
  const next = flights.join("key", start);
  end();
  await expect(next).resolves.toBe("done");
  expect(seen.map(({ aborted }) => aborted)).toEqual([false]);
});
