import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../../../support/processes.ts";
import { descriptors, formHeaders, part, type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({
    MAX_FILES: "3",
    MAX_BODY_BYTES: "20000",
    MAX_UPLOAD_BYTES: "60000",
    MAX_MEDIA_MB: "1",
    REQUEST_TIMEOUT_MS: "2000",
  });
});
afterAll(() => receiver.close());

const name = fc.constantFrom("f", "g", "h", "i", "operations", "map", "__proto__", "");
const path = fc.oneof(
  fc.constantFrom("variables.a", "variables.l.0", "0.variables.a", "query", "variables.l.length"),
  fc
    .array(fc.constantFrom("variables", "a", "l", "0", "__proto__", "constructor", ""))
    .map((names) => names.join(".")),
  fc.string(),
);
const map = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(name, fc.array(path, { maxLength: 3 })) },
  fc.jsonValue(),
);
const operations = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ query: "q", variables: { a: null, l: [null, null] } }) },
  fc.constant([{ variables: { a: null } }]),
  fc.jsonValue(),
);
const content = fc.oneof(
  fc.string({ maxLength: 50 }),
  fc.integer({ min: 0, max: 30_000 }).map((length) => "x".repeat(length)),
  fc.constantFrom("\r\n--x", "\r\n--x\r\n", "--x--", "\r\n--x--\r\n", "\r\n\r\n"),
);
const piece = fc.oneof(
  fc.tuple(name, content).map(([name, content]) => part(name, content, name)),
  fc.tuple(name, content).map(([name, content]) => part(name, content)),
  fc.constantFrom("--x--\r\n", "--x\r\n", "--x\r\n\r\n", "--x\r\nno header\r\n", "\r\n"),
);

/** Mostly the parts in their order; sometimes any parts in any order, or cut off. */
const body = fc
  .record({
    first: fc.tuple(operations, map),
    rest: fc.array(piece, { maxLength: 6 }),
    ordered: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
  })
  .map(({ first: [operations, map], rest, ordered, cut }) => {
    const start = [
      part("operations", JSON.stringify(operations)),
      part("map", JSON.stringify(map)),
    ];
    const parts = ordered ? [...start, ...rest] : [...rest, ...start.toReversed()];
    const whole = Buffer.from(`${parts.join("")}--x--\r\n`);
    return cut === null ? whole : whole.subarray(0, Math.floor(whole.length * cut));
  });

it("any multipart body is answered without an internal error, and leaves nothing", async () => {
  const before = descriptors();
  await fc.assert(
    fc.asyncProperty(body, async (bytes) => {
      const { status, body } = await receiver.post(formHeaders, bytes);
      expect([200, 400, 413, 503]).toContain(status);
      expect(JSON.stringify(body)).not.toContain('"INTERNAL"');
    }),
    { numRuns: 300 },
  );
  expect(receiver.logged).toEqual([]);
  await expectNothingLeft(before);
});

it("any multipart body whose client goes away, or sends no more, leaves nothing", async () => {
  const before = descriptors();
  const headers = Object.entries(formHeaders).map((header) => `${header.join(": ")}\r\n`);
  const head = `POST / HTTP/1.1\r\nhost: a\r\n${headers.join("")}content-length: 100000\r\n\r\n`;
  const ends = fc.constantFrom("destroy", "end", "stop");
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(body, ends), { maxLength: 12 }), async (bodies) => {
      const answers = bodies.map(async ([bytes, how]) => {
        const { socket, closed } = receiver.open(Buffer.concat([Buffer.from(head), bytes]));
        if (how !== "stop") {
          setImmediate(() => socket[how]());
        }
        return closed;
      });
      for (const answer of await Promise.all(answers)) {
        expect(answer).toMatch(/^$|^HTTP\/1.1 (400|408|413|503) /);
      }
    }),
    { numRuns: 2 },
  );
  expect(receiver.logged).toEqual([]);
  await expectNothingLeft(before);
});

async function expectNothingLeft(descriptorsBefore: number): Promise<void> {
  await until(() => receiver.files().length === 0 && receiver.budget.usedBytes === 0);
  await until(() => descriptors() <= descriptorsBefore);
}
