import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setMaxListeners } from "node:events";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Model } from "../../../models/model.ts";
import type { Provider } from "../../../providers/provider.ts";
import { readConfig } from "../../../src/config/config.ts";
import { anonymous } from "../../../models/caller.ts";
import { createMeter } from "../../../src/access/meter.ts";
import { createContext } from "../../../src/graphql/context.ts";
import { createEngine } from "../../../src/inference/engine.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";

const mb = 1024 * 1024;
const purpose = "DOCUMENT";

/** Serves files of different content; counts the bodies that went out. */
async function serveFiles(answer: (response: ServerResponse, path: string) => void) {
  const server = createServer((request, response) => answer(response, request.url!));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => (server.closeAllConnections(), void server.close()));
  const { port } = server.address() as AddressInfo;
  return { host: `127.0.0.1:${port}`, url: (path: string) => `http://127.0.0.1:${port}/${path}` };
}

const fileOf = (bytes: number) => (response: ServerResponse, path: string) =>
  void response.end(Buffer.alloc(bytes, `1${path}`));

async function start(
  host: string,
  options: {
    provider?: Provider;
    models?: readonly Model[];
    settings?: Record<string, string>;
  } = {},
) {
  const { provider = createFakeProvider(), models = [fakeModel], settings = {} } = options;
  const config = readConfig({
    DEFAULT_MODEL: models[0]!.id,
    ALLOWED_PRIVATE_HOSTS: host,
    MAX_MEDIA_MB: "4",
    ...settings,
  });
  const engine = await createEngine({ config, models, providers: { fake: provider } });
  onTestFinished(() => engine.close());
  return engine;
}

function request(engine: Awaited<ReturnType<typeof start>>) {
  const client = new AbortController();
  setMaxListeners(0, client.signal);
  const caller = { caller: anonymous, meter: createMeter(), signal: client.signal };
  return { client, ...createContext(engine, caller) };
}

const choice = (model: Model = fakeModel) => ({ model, route: null });

describe("images by URL", () => {
  it("are held within the request's share until their passes are over", async () => {
    const { host, url } = await serveFiles(fileOf(400_000));
    const provider = createFakeProvider();
    const engine = await start(host, { provider });
    const { budget } = engine.media;
    provider.hold();
    const { embedImage } = request(engine);
    const images = Array.from({ length: 9 }, (_, i) =>
      embedImage(choice(), { url: url(`${i}`) }, { purpose }),
    );
    // A quarter of 4 MB has room for two of them.
    await expect.poll(() => budget.usedBytes).toBe(800_000);
    await new Promise((later) => setTimeout(later, 200));
    expect(budget.usedBytes).toBe(800_000);

    const other = request(engine).embedImage(choice(), { url: url("other") }, { purpose });
    await expect.poll(() => budget.usedBytes).toBe(1_200_000);
    provider.release();
    expect(await Promise.all([other, ...images])).toHaveLength(10);
    expect(budget.usedBytes).toBe(0);
  });

  it("whose size is not stated reserve what one may have, and wait for the rest of the request", async () => {
    let bodies = 0;
    const { host, url } = await serveFiles((response, path) => {
      response.write(`1${path}`);
      setTimeout(() => (bodies++, response.end()), 50);
    });
    const engine = await start(host, { settings: { MAX_IMAGE_BYTES: "600000" } });
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, engine.media.budget.usedBytes)), 1);
    const { embedImage } = request(engine);
    const images = Array.from({ length: 5 }, (_, i) =>
      embedImage(choice(), { url: url(`${i}`) }, { purpose }),
    );
    await Promise.all(images);
    clearInterval(watch);
    expect(bodies).toBe(5);
    expect(most).toBeGreaterThanOrEqual(600_000);
    expect(most).toBeLessThan(mb);
    expect(engine.media.budget.usedBytes).toBe(0);
  });

  it("that several models share are held once, until the last is done", async () => {
    const asked = vi.fn(fileOf(400_000));
    const { host, url } = await serveFiles(asked);
    const slow = { ...fakeModel, id: "test/slow", aliases: [] };
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const fake = createFakeProvider();
    const provider: Provider = {
      ...fake,
      async embed(model, ...rest) {
        await (model === slow && finished);
        return fake.embed(model, ...rest);
      },
    };
    const engine = await start(host, { provider, models: [fakeModel, slow] });
    const { embedImage } = request(engine);
    const image = { url: url("same") };
    const later = embedImage(choice(slow), image, { purpose });
    await embedImage(choice(), image, { purpose });
    expect(engine.media.budget.usedBytes).toBe(400_000);
    expect(asked).toHaveBeenCalledTimes(1);
    finish();
    await later;
    expect(engine.media.budget.usedBytes).toBe(0);
  });

  it("are let go of when the client goes, and when they fail", async () => {
    const { host, url } = await serveFiles((response, path) => {
      response.writeHead(200, { "content-length": 400_000 });
      response.write("1");
      if (path === "/broken") {
        setTimeout(() => response.destroy(), 50);
      }
    });
    const engine = await start(host, { settings: { FETCH_TIMEOUT_MS: "400" } });
    const { embedImage, client } = request(engine);
    const silent = embedImage(choice(), { url: url("silent") }, { purpose });
    const broken = embedImage(choice(), { url: url("broken") }, { purpose });
    await expect.poll(() => engine.media.budget.usedBytes).toBe(800_000);
    await expect(broken).rejects.toMatchObject({ code: "FETCH_FAILED" });
    expect(engine.media.budget.usedBytes).toBe(400_000);
    // Who states much and sends nothing holds it for no longer than a fetch may take.
    await expect(silent).rejects.toMatchObject({ message: expect.stringContaining("400 ms") });
    expect(engine.media.budget.usedBytes).toBe(0);

    const left = embedImage(choice(), { url: url("left") }, { purpose });
    await expect.poll(() => engine.media.budget.usedBytes).toBe(400_000);
    client.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    expect(engine.media.budget.usedBytes).toBe(0);
  });

  it("are fetched 32 at once, so that a request looks up no more names", async () => {
    let open = 0;
    let most = 0;
    const { host, url } = await serveFiles((response, path) => {
      most = Math.max(most, ++open);
      setTimeout(() => (open--, response.end(`1${path}`)), 300);
    });
    const { embedImage } = request(await start(host));
    const images = Array.from({ length: 100 }, (_, i) =>
      embedImage(choice(), { url: url(`${i}`) }, { purpose }),
    );
    expect(await Promise.all(images)).toHaveLength(100);
    expect(most).toBeLessThanOrEqual(32);
  });
});

describe("videos by URL", () => {
  const native: Model = { ...fakeModel, video: "NATIVE", modalities: ["TEXT", "IMAGE", "VIDEO"] };

  it("that a provider takes as bytes wait until there is room for them", async () => {
    const { host, url } = await serveFiles(fileOf(1_000_000));
    let now = 0;
    let most = 0;
    const provider: Provider = {
      ...createFakeProvider(),
      videoBytes: { maxBytes: 1_000_000, copies: 2 },
      async embedVideo() {
        most = Math.max(most, ++now);
        await new Promise((later) => setTimeout(later, 20));
        now--;
        const vector = Float32Array.from([1, 0, 0, 0, 0, 0, 0, 0]);
        return [{ startOffsetSec: 0, endOffsetSec: 1, vector }];
      },
    };
    const engine = await start(host, { provider, models: [native] });
    const videos = Array.from({ length: 10 }, (_, i) =>
      request(engine).embedVideo({
        ...choice(native),
        video: { url: url(`${i}`) },
        segments: { startOffsetSec: 0, intervalSec: 4 },
      }),
    );
    expect(await Promise.all(videos)).toHaveLength(10);
    expect(most).toBe(2);
    expect(engine.media.budget.usedBytes).toBe(0);
  });

  it("over what the provider takes are refused before they are read", async () => {
    let sent = 0;
    const { host, url } = await serveFiles((response) => {
      response.writeHead(200, { "content-length": 3_000_000 });
      response.write("x", () => sent++);
    });
    const embedVideo = vi.fn();
    const videoBytes = { maxBytes: 1_000_000, copies: 2 };
    const provider = { ...createFakeProvider(), videoBytes, embedVideo };
    const engine = await start(host, { provider, models: [native] });
    const video = { url: url("large") };
    const segments = { startOffsetSec: 0, intervalSec: 4 };
    await expect(
      request(engine).embedVideo({ ...choice(native), video, segments }),
    ).rejects.toMatchObject({
      code: "TOO_LARGE",
      message:
        "The video has 3000000 bytes; test/fake allows 1000000. " +
        "Send a smaller video, or put it in Cloud Storage and use gcsUri.",
    });
    expect(sent).toBe(1);
    expect(embedVideo).not.toHaveBeenCalled();
    expect(engine.media.budget.usedBytes).toBe(0);
  });
});
