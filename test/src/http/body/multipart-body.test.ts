import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { until } from "../../../support/processes.ts";
import { descriptors, formHeaders, part, type Receiver, startReceiver } from "./receiver.ts";

const operations = part("operations", '{"variables":{"a":null,"list":[null,null],"text":"t"}}');
const end = "--x--\r\n";
const mapOf = (map: object) => part("map", JSON.stringify(map));
const head = (length?: number) =>
  `POST / HTTP/1.1\r\nhost: a\r\n${Object.entries(formHeaders)
    .map((header) => header.join(": "))
    .join(
      "\r\n",
    )}\r\n${length === undefined ? "transfer-encoding: chunked" : `content-length: ${length}`}\r\n\r\n`;

async function receiverForTest(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const receiver = await startReceiver(...args);
  onTestFinished(() => receiver.close());
  return receiver;
}

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({ MAX_FILES: "4", MAX_BODY_BYTES: "10000" });
});
afterAll(() => receiver.close());

const send = (...parts: string[]) => receiver.post(formHeaders, parts.join(""));

/** Nothing of any request is left. */
async function expectNothingLeft({ files, budget }: Receiver): Promise<void> {
  await until(() => files().length === 0 && budget.usedBytes === 0);
}

describe("a multipart request", () => {
  it("has its files where its map says, in one operation and in several", async () => {
    const map = mapOf({ f: ["variables.a", "variables.list.1"], g: ["variables.list.0"] });
    const files = [part("f", "F", "f.png"), part("g", "G", "g.png")];
    expect(await send(operations, map, ...files, end)).toMatchObject({
      status: 200,
      body: { variables: { a: "F", list: ["G", "F"], text: "t" } },
    });
    const batch = part("operations", '[{"variables":{"a":null}},{"variables":{"a":null}}]');
    const batchMap = mapOf({ f: ["1.variables.a"], g: ["0.variables.a"] });
    expect((await send(batch, batchMap, ...files, end)).body).toEqual([
      { variables: { a: "G" } },
      { variables: { a: "F" } },
    ]);
    await expectNothingLeft(receiver);
  });

  it("fails for a file that does not come, and not for the others", async () => {
    const map = mapOf({ f: ["variables.a"], g: ["variables.list.0"] });
    const { body } = await send(operations, map, part("g", "G", "g.png"), end);
    expect(body.variables).toMatchObject({ a: "BAD_INPUT", list: ["G", null] });
  });

  it("may have parts that nobody asked for", async () => {
    const extra = [part("more", "1"), part("unknown", "x".repeat(500_000), "u.png")];
    const map = mapOf({ f: ["variables.a"] });
    const { status, body } = await send(operations, map, ...extra, part("f", "F", "f"), end);
    expect([status, body.variables.a]).toEqual([200, "F"]);
  });

  it.each([
    ["__proto__.polluted"],
    ["constructor.prototype.polluted"],
    ["variables.__proto__.polluted"],
    ["variables.list.length"],
    ["variables.list.2"],
    ["variables.list.push"],
    ["variables.text"],
    ["variables.text.length"],
    ["variables.a.b"],
    ["variables"],
    [""],
    ["a.b.c.d.e.f.g.h.i"],
    [7],
  ])("with the path %j is refused", async (path) => {
    const { status, body } = await send(operations, mapOf({ f: [path] }), part("f", "F", "f"), end);
    expect([status, body.errors[0].extensions.code]).toEqual([400, "BAD_INPUT"]);
    expect("polluted" in {}).toBe(false);
  });

  it.each([
    ["two files of one name", [part("f", "F", "f"), part("f", "F", "f")], 400],
    ["two maps", [mapOf({})], 400],
    ["too many files", ["f", "g", "h", "i", "j"].map((name) => part(name, "F", "f")), 413],
    ["too many parts", Array.from({ length: 20 }, (_, i) => part(`more${i}`, "")), 413],
  ])("with %s is refused", async (_what, parts, status) => {
    const map = mapOf({ f: ["variables.a"] });
    const answer = await send(operations, map, ...parts, end);
    expect(answer.status).toBe(status);
    await expectNothingLeft(receiver);
  });

  it.each([
    ["more paths than MAX_FILES", { f: Array.from({ length: 5 }, () => "variables.a") }],
    ["more files than MAX_FILES", { f: [], g: [], h: [], i: [], j: [] }],
    ["a long map", { f: ["a.".repeat(2500)] }],
  ])("with %s is too large", async (_what, map) => {
    const { status, body } = await send(operations, mapOf(map), end);
    expect([status, body.errors[0].extensions.code]).toEqual([413, "TOO_LARGE"]);
    expect(body.errors[0].message).toContain("MAX_FILES");
  });

  it("with one place for two files is refused", async () => {
    const map = mapOf({ f: ["variables.a"], g: ["variables.a"] });
    expect((await send(operations, map, end)).status).toBe(400);
  });

  it("with operations over MAX_BODY_BYTES is too large", async () => {
    const { status, body } = await send(part("operations", `{"a":"${"x".repeat(10_000)}"}`), end);
    expect(status).toBe(413);
    expect(body.errors[0].message).toContain("MAX_BODY_BYTES");
  });

  it("with operations of very many values is refused before they are parsed", async () => {
    const large = await receiverForTest();
    const many = part("operations", `[${"{},".repeat(200_000)}{}]`);
    const { status, body } = await large.post(formHeaders, many + mapOf({}) + end);
    expect([status, body.errors[0].extensions.code]).toEqual([413, "TOO_LARGE"]);
  });

  it("without the header against cross-site forms is refused unread", async () => {
    const { socket, closed } = receiver.open(
      head(1_000_000).replace("apollo-require-preflight: 1\r\n", ""),
    );
    await once(socket, "data");
    socket.end();
    expect(await closed).toMatch(/^HTTP\/1.1 400 [^]*CSRF[^]*BAD_REQUEST/);
  });
});

describe("a multipart request that does not come to its end", () => {
  const half =
    operations + mapOf({ f: ["variables.a"] }) + part("f", "F".repeat(10_000), "f").slice(0, -2);

  it("leaves no file and no descriptor when it is refused", async () => {
    const before = descriptors();
    const map = mapOf({ f: ["variables.a"] });
    const twice = Array.from({ length: 50 }, () => part("f", "F".repeat(10_000), "f"));
    for (let i = 0; i < 5; i++) {
      expect((await send(operations, map, ...twice, end)).status).toBe(400);
    }
    await expectNothingLeft(receiver);
    await until(() => descriptors() <= before);
  });

  it("is answered at its deadline, and its connection closed", async () => {
    const receiver = await receiverForTest({ REQUEST_TIMEOUT_MS: "300" });
    const { closed } = receiver.open(head(1_000_000) + half);
    const json = receiver.open(
      "POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{",
    );
    await until(() => receiver.files().length === 1);
    expect(receiver.budget.usedBytes).toBeGreaterThan(0);
    for (const answer of [await closed, await json.closed]) {
      expect(answer).toMatch(/^HTTP\/1.1 408 [^]*connection: close\r\n/i);
      expect(answer).toContain('"code":"TIMEOUT"');
    }
    await expectNothingLeft(receiver);
  });

  it("leaves nothing when its client goes away", async () => {
    const { socket } = receiver.open(head(1_000_000) + half);
    await until(() => receiver.files().length === 1);
    socket.destroy();
    await expectNothingLeft(receiver);
  });

  it("leaves nothing when its client goes away before it is answered", async () => {
    let running = false;
    const receiver = await receiverForTest({}, async () => {
      running = true;
      await sleep(60_000, undefined, { ref: false });
    });
    const { socket } = receiver.open(head(half.length + 2 + end.length) + half + "\r\n" + end);
    await until(() => running);
    expect(receiver.files()).toHaveLength(1);
    socket.destroy();
    await expectNothingLeft(receiver);
  });

  it("is refused with the limit where it passes MAX_UPLOAD_BYTES", async () => {
    const receiver = await receiverForTest({ MAX_UPLOAD_BYTES: "100000" });
    const { socket, closed } = receiver.open(head());
    const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
    socket.write(`${half.length.toString(16)}\r\n${half}\r\n`);
    // It has no end: the server's is the only one.
    const sending = setInterval(() => socket.write(chunk), 1);
    const answer = await closed;
    clearInterval(sending);
    expect(answer).toMatch(/^HTTP\/1.1 413 [^]*connection: close\r\n/i);
    expect(answer).toContain("more than 100000 bytes; the limit is 100000 (MAX_UPLOAD_BYTES)");
    await expectNothingLeft(receiver);
  });
});

describe("the bytes of all bodies", () => {
  it("are refused over MAX_MEDIA_MB, to be sent again", async () => {
    const receiver = await receiverForTest({ MAX_MEDIA_MB: "1" });
    const large = part("f", "F".repeat(2_000_000), "f");
    const parts = [operations, mapOf({ f: ["variables.a"] }), large, end];
    const { status, headers, body } = await receiver.post(formHeaders, parts.join(""));
    expect([status, headers["retry-after"], headers.connection]).toEqual([503, "5", "close"]);
    expect(body.errors[0].extensions).toMatchObject({ code: "OVERLOADED", retryable: true });
    await expectNothingLeft(receiver);
  });

  it("count when they arrive, not when they are announced", async () => {
    const receiver = await receiverForTest({ MAX_MEDIA_MB: "1" });
    const announced = Array.from({ length: 4 }, () => receiver.open(head(1_000_000)));
    const parts = [operations, mapOf({ f: ["variables.a"] }), part("f", "F".repeat(900_000), "f")];
    expect((await receiver.post(formHeaders, [...parts, end].join(""))).status).toBe(200);
    announced.forEach(({ socket }) => socket.destroy());
  });
});

describe("a disk that takes no files", () => {
  it("is logged, and answered at once without a path", async () => {
    const receiver = await receiverForTest();
    const { directory, logged } = receiver;
    await rm(directory, { recursive: true });
    const parts = [operations, mapOf({ f: ["variables.a"] }), part("f", "F".repeat(500_000), "f")];
    const { status, body } = await receiver.post(formHeaders, [...parts, end].join(""));
    expect([status, body.errors[0].extensions.code]).toEqual([503, "OVERLOADED"]);
    expect(JSON.stringify(body)).not.toContain(directory);
    expect(logged).toMatchObject([{ err: { code: "ENOENT" } }]);
  });
});
