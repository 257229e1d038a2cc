import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { countValues } from "../../../../src/http/body/parse-json.ts";
import fc from "fast-check";
import { until } from "../../../support/processes.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({ MAX_BODY_BYTES: "1000000" });
});
afterAll(() => receiver.close());

const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
  receiver.post({ "content-type": "application/json", ...headers }, body);

describe("a JSON body", () => {
  it("is read whatever it holds, and its bytes are counted no longer than its request", async () => {
    const body = { query: "q", variables: { text: 'ä😀"\\', list: [1, null, {}] } };
    expect(await send(JSON.stringify(body))).toMatchObject({ status: 200, body });
    expect(await send(`\uFEFF${JSON.stringify(body)}`)).toMatchObject({ status: 200, body });
    await until(() => receiver.budget.usedBytes === 0);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("is decompressed from %s", async (encoding, pack) => {
    const headers = { "content-encoding": encoding };
    expect(await send(pack('{"a":1}'), headers)).toMatchObject({ status: 200, body: { a: 1 } });
    const bomb = await send(pack(`"${"x".repeat(2_000_000)}"`), headers);
    expect(bomb.status).toBe(413);
    expect(bomb.body.errors[0].message).toContain("MAX_BODY_BYTES");
    expect((await send("no such thing", headers)).status).toBe(400);
  });

  it.each([
    ["an encoding that is not known", { "content-encoding": "zip" }, "{}", 415, "UNSUPPORTED"],
    [
      "a charset other than UTF-8",
      { "content-type": "application/json; charset=utf-16" },
      "{}",
      415,
      "UNSUPPORTED",
    ],
    ["no JSON", {}, "{", 400, "BAD_INPUT"],
    ["a number", {}, "7", 400, "BAD_INPUT"],
    ["too many bytes", {}, "x".repeat(1_000_001), 413, "TOO_LARGE"],
  ])("with %s is refused", async (_what, headers, body, status, code) => {
    const answer = await send(body, headers);
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([status, code]);
  });

  const head = (length: number) =>
    `POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;

  it("is read whole when it comes byte by byte", async () => {
    const body = Buffer.from(JSON.stringify({ text: "ä😀".repeat(20) }));
    const { socket, closed } = receiver.open(head(body.length));
    socket.setNoDelay();
    for (const byte of body) {
      socket.write(Buffer.of(byte));
      await turn();
    }
    expect(await closed).toContain(`\r\n\r\n${body.toString()}`);
  });

  it("takes no more of the server than MAX_MEDIA_MB", async () => {
    const small = await startReceiver({ MAX_MEDIA_MB: "1", MAX_BODY_BYTES: "3000000" });
    onTestFinished(() => small.close());
    const long = JSON.stringify({ text: "x".repeat(2_000_000) });
    const { status, headers, body } = await small.post(
      { "content-type": "application/json" },
      long,
    );
    expect([status, headers["retry-after"], headers.connection]).toEqual([503, "5", "close"]);
    expect(body.errors[0].extensions.code).toBe("OVERLOADED");
    await until(() => small.budget.usedBytes === 0);
  });

  it("leaves nothing when its client goes away", async () => {
    const { socket } = receiver.open(`${head(1000)}{"text":"half`);
    await until(() => receiver.budget.usedBytes > 0);
    socket.destroy();
    await until(() => receiver.budget.usedBytes === 0);
    expect(receiver.logged).toEqual([]);
  });

  it("of very many values is refused before it is parsed", async () => {
    const { status, body } = await send(`[${"{},".repeat(200_000)}{}]`);
    expect(status).toBe(413);
    expect(body.errors[0].message).toMatch(/^The body has more than 100000 values/);
  });

  it("of a thousand images and as many labels is far from that", () => {
    const thousand = <T>(item: T) => Array.from({ length: 1000 }, () => item);
    const images = thousand({ base64: "a,b:{[".repeat(1000) });
    const text = JSON.stringify({ query: "q", variables: { images, labels: thousand("a, b") } });
    expect(countValues(text)).toBe(2000 + 2000 + 8);
  });

  it("is counted by what is outside its strings", () => {
    const values = (value: unknown): number =>
      typeof value !== "object" || value === null
        ? 0
        : Object.values(value).reduce<number>((sum, inner) => sum + values(inner), 0) +
          // The mark that begins it, those between its members, and the colons.
          1 +
          Math.max(0, Object.keys(value).length - 1) +
          (Array.isArray(value) ? 0 : Object.keys(value).length);
    const string = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom("\\", '"', ",", "{"), maxLength: 300 }),
    );
    const json = fc.jsonValue({ stringUnit: "binary" });
    fc.assert(
      fc.property(fc.array(fc.oneof(string, json, fc.dictionary(string, string))), (value) => {
        expect(countValues(JSON.stringify(value))).toBe(values(value));
      }),
    );
  });
});
