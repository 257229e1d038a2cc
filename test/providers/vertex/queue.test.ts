import { setMaxListeners } from "node:events";
import { expect, test } from "vitest";
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
