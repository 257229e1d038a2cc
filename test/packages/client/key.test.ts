import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { GatewayRequestError, UnifiedEmbedder } from "../../../packages/client/src/index.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { gatewayForTest } from "../../support/start-gateway.ts";
import { errorJson, type Reply, scriptedServer, vectorJson } from "./scripted-server.ts";

const secret = "plx_s3cret";
const embedded: Reply = { body: { data: { embedTexts: [vectorJson("7")] } } };
const refused = (status: number, code: string, more = {}, headers = {}): Reply => ({
  status,
  headers,
  body: { errors: [errorJson(code, [], more)] },
});
const caught = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as GatewayRequestError,
  );

describe("the client's key", () => {
  it("goes along with every request, whatever it sends", async () => {
    const { url, asked } = await scriptedServer(({ name }) =>
      name === "EmbedTexts" ? embedded : { body: { data: { embedImages: [vectorJson("1")] } } },
    );
    const embedder = new UnifiedEmbedder({ url, key: secret });
    await embedder.embedText(["7"]);
    await embedder.embedImage(new Blob(["photo"]));
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${secret}`,
      `Bearer ${secret}`,
    ]);
  });

  it("is made anew for every try, where it is a function", async () => {
    const { url, asked } = await scriptedServer((_, i) =>
      i === 0 ? refused(503, "OVERLOADED", { retryable: true, retryAfterMs: 1 }) : embedded,
    );
    let made = 0;
    const key = async () => `token-${++made}`;
    await new UnifiedEmbedder({ url, key }).embedText(["7"]);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-2",
    ]);
  });

  it("is not sent where there is none, or an Authorization of the caller's own", async () => {
    const { url, asked } = await scriptedServer(() => embedded);
    const headers = { Authorization: "Basic abc" };
    await new UnifiedEmbedder({ url, key: undefined }).embedText(["7"]);
    await new UnifiedEmbedder({ url, key: secret, headers }).embedText(["7"]);
    await new UnifiedEmbedder({ url, key: secret }).embedText(["7"], { headers });
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      "Basic abc",
      "Basic abc",
    ]);
  });

  it.each([
    [401, "UNAUTHENTICATED"],
    [403, "FORBIDDEN"],
  ])("that is refused is not sent again (%i)", async (status, code) => {
    const { url, asked } = await scriptedServer(() => refused(status, code));
    const error = await caught(new UnifiedEmbedder({ url, key: secret }).embedText(["7"]));
    expect(error).toMatchObject({ code, retryable: false });
    expect(asked.length).toBe(1);
  });

  it("that has used its points waits for more, if they come soon", async () => {
    const soon = refused(429, "RATE_LIMITED", { retryable: true, retryAfterMs: 1 });
    const { url, asked } = await scriptedServer((_, i) => (i < 2 ? soon : embedded));
    const embedder = new UnifiedEmbedder({ url, key: secret });
    expect(await embedder.embedText(["7"])).toEqual([Float32Array.of(7)]);
    expect(asked.length).toBe(3);
  });

  it("that has used its points for long says when there are more", async () => {
    const headers = { "retry-after": "1800" };
    const { url, asked } = await scriptedServer(() =>
      refused(429, "RATE_LIMITED", { retryable: true }, headers),
    );
    const error = await caught(new UnifiedEmbedder({ url, key: secret }).embedText(["7"]));
    expect(error).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 1_800_000 });
    expect(asked.length).toBe(1);
  });

  it.each([["two words"], ["broken\n"], ["schlüssel"], [""], [() => undefined as never]])(
    "is refused before anything is sent where no header can carry it: %j",
    async (key) => {
      const { url, asked } = await scriptedServer(() => embedded);
      const error = await caught(new UnifiedEmbedder({ url, key }).embedText(["7"]));
      expect(error).toBeInstanceOf(TypeError);
      expect(error!.message).toMatch(/^The key is empty, or/);
      expect(asked.length).toBe(0);
    },
  );

  it("is known to a gateway by its name, with what it may use and what is left", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keys-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const sha256 = createHash("sha256").update(secret).digest("hex");
    const entry = { name: "web", sha256, models: [fakeModel.id], pointsPerHour: 10, usdPerDay: 2 };
    const file = join(folder, "keys.json");
    writeFileSync(file, JSON.stringify({ keys: [entry] }));
    const gateway = await gatewayForTest(
      { DEFAULT_MODEL: fakeModel.id, API_KEYS_FILE: file },
      { models: [fakeModel], providers: { fake: createFakeProvider() } },
    );
    const url = `${gateway.url}/graphql`;
    const embedder = new UnifiedEmbedder({ url, key: secret, retries: 0 });
    await embedder.embedText(["a", "b", "c"]);
    const { resetAt, ...points } = (await embedder.caller()).points!;
    expect(points).toEqual({ limit: 10, used: 3, remaining: 7 });
    expect(resetAt - Date.now()).toBeGreaterThan(3_000_000);
    expect(await embedder.caller()).toMatchObject({
      name: "web",
      models: [{ id: fakeModel.id }],
      costUsd: 0,
      costUsdLimit: 2,
    });
    const texts = Array.from({ length: 8 }, (_, i) => String(i));
    expect(await caught(embedder.embedText(texts))).toMatchObject({ code: "RATE_LIMITED" });
    const stranger = new UnifiedEmbedder({ url, key: "wrong" });
    expect(await caught(stranger.embedText(["a"]))).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("is in no error, not even where what answered repeats it", async () => {
    const { url } = await scriptedServer(({ headers }) => ({
      status: 500,
      body: `<pre>${JSON.stringify(headers)}</pre>`,
    }));
    const errors = [
      await caught(new UnifiedEmbedder({ url, key: secret, retries: 0 }).models()),
      await caught(
        new UnifiedEmbedder({ url: "http://127.0.0.1:9/", key: secret, retries: 0 }).models(),
      ),
      await caught(new UnifiedEmbedder({ url, key: `${secret}\n` }).models()),
    ];
    for (const error of errors) {
      const { message, stack, cause } = error!;
      expect(`${message} ${stack} ${String(cause)} ${JSON.stringify(error)}`).not.toContain(secret);
    }
    expect(errors[0]!.message).toContain("authorization");
  });
});
