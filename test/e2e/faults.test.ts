import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { childrenOf, isRunning, modelProcessesOf, until } from "../support/processes.ts";
import { gatewayForTest, post, startTestGateway } from "../support/start-gateway.ts";

const photo = readFileSync("test/fixtures/photos/coffee.jpg");
/** The same photo to a decoder, another one to the cache. */
const variant = (i: number) => ({
  base64: Buffer.concat([photo, Buffer.from(`variant ${i}`)]).toString("base64"),
});
const embedImages = `query ($images: [ImageInput!]!) { embedImages(images: $images) { base64 } }`;
const embedTexts = `query ($texts: [String!]!) { embedTexts(texts: $texts) { base64 } }`;
const texts = (count: number, word: string) =>
  Array.from({ length: count }, (_, i) => `${word} ${i}`);

describe("a model process that is killed in the middle of a batch", () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ CACHE_MB: "0" });
    await fetch(`${gateway.url}/ready`);
  });
  afterAll(() => gateway.close());

  it("is replaced, and its requests are answered all the same", async () => {
    const [before] = modelProcessesOf(process.pid);
    const images = Array.from({ length: 24 }, (_, i) => variant(i));
    const answer = post(gateway, embedImages, { images });
    await until(() => busy(before!));
    process.kill(before!, "SIGKILL");
    const { data, errors } = await answer;
    expect(errors).toBeUndefined();
    expect(new Set(data.embedImages.map((each: { base64: string }) => each.base64)).size).toBe(1);
    const after = modelProcessesOf(process.pid);
    expect(after.length).toBe(1);
    expect(after).not.toContain(before);
  });

  it("leaves the rest of the server alone, and is counted", async () => {
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(
      /provider_events_total\{event="process died",model="parallax\/mini"\} 1/,
    );
  });
});

describe("a model process that hangs", () => {
  it("makes the server not ready within seconds, and blocks no other model", async () => {
    const gateway = await gatewayForTest({
      CACHE_MB: "0",
      REQUEST_TIMEOUT_MS: "8000",
      LOCAL_MODELS: "own/other=test/fixtures/tiny/clip",
    });
    await post(gateway, embedTexts, { texts: ["warm"] });
    const [hanging] = modelProcessesOf(process.pid);
    process.kill(hanging!, "SIGSTOP");
    const stuck = post(gateway, embedTexts, { texts: ["stuck"] });
    // What has just worked is believed for some seconds.
    await until(async () => (await fetch(`${gateway.url}/ready`)).status === 503);
    expect(await (await fetch(`${gateway.url}/ready`)).json()).toEqual({
      status: "not ready",
      reason: expect.stringMatching(/^parallax\/mini has not answered for \d+ seconds\.$/),
    });
    const query = `{ embedTexts(texts: ["free"], model: "own/other") { base64 } }`;
    expect((await post(gateway, query)).errors).toBeUndefined();
    expect((await stuck).errors![0]!.extensions.code).toBe("TIMEOUT");
    process.kill(hanging!, "SIGCONT");
    await until(async () => (await fetch(`${gateway.url}/ready`)).status === 200);
  });
});

describe("a model that dies again and again", () => {
  it("becomes FAILING instead of being restarted for ever, and says when to come back", async () => {
    const gateway = await gatewayForTest({ CACHE_MB: "0" });
    await fetch(`${gateway.url}/ready`);
    const stop = new AbortController();
    const killer = (async () => {
      while (!stop.signal.aborted) {
        for (const pid of modelProcessesOf(process.pid)) {
          process.kill(pid, "SIGKILL");
        }
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    })();
    const codes: string[] = [];
    for (let i = 0; i < 12; i++) {
      const { errors } = await post(gateway, embedTexts, { texts: [`attempt ${i}`] });
      codes.push(errors![0]!.extensions.code);
    }
    stop.abort();
    await killer;
    expect(codes[0]).toBe("PROVIDER_FAILED");
    expect(codes.at(-1)).toBe("MODEL_UNAVAILABLE");
    const { data } = await post(
      gateway,
      `{ model(id: "parallax/mini") { availability { status reason } } }`,
    );
    expect(data.model.availability.status).toBe("FAILING");
    const { errors } = await post(gateway, embedTexts, { texts: ["later"] });
    expect(errors![0]!.extensions).toMatchObject({ retryable: true });
    expect(modelProcessesOf(process.pid)).toEqual([]);
  });
});

describe("a flood", () => {
  it("is refused with OVERLOADED past the queue's limit; what was queued is answered", async () => {
    const gateway = await gatewayForTest({ QUEUE_LIMIT: "50", CACHE_MB: "0" });
    await fetch(`${gateway.url}/ready`);
    const { data, errors } = await post(gateway, embedTexts, { texts: texts(400, "flood") });
    const answered = data.embedTexts.filter(Boolean).length;
    expect(answered).toBeGreaterThanOrEqual(50);
    expect(errors!.length).toBe(400 - answered);
    expect(errors![0]!.extensions).toMatchObject({
      code: "OVERLOADED",
      retryable: true,
      retryAfterMs: expect.any(Number),
    });
    const after = await post(gateway, embedTexts, { texts: ["after"] });
    expect(after.errors).toBeUndefined();
  });
});

describe("clients that go away", () => {
  it("take their queued work with them", async () => {
    const gateway = await gatewayForTest({ CACHE_MB: "0" });
    await fetch(`${gateway.url}/ready`);
    const [model] = modelProcessesOf(process.pid);
    const metric = async (pattern: RegExp) =>
      Number(pattern.exec(await (await fetch(`${gateway.url}/metrics`)).text())?.[1] ?? 0);
    const waiting = () => metric(/queue_depth\{model="parallax\/mini"\} (\d+)/);

    // Nothing passes while the process sleeps: the queue empties only of those who leave it.
    process.kill(model!, "SIGSTOP");
    const away = new AbortController();
    const clients = Array.from({ length: 20 }, async (_, i) => {
      const images = Array.from({ length: 20 }, (_, j) => variant(1000 * i + j));
      await post(gateway, embedImages, { images }, { signal: away.signal });
    });
    await until(async () => (await waiting()) > 200);
    away.abort();
    expect((await Promise.allSettled(clients)).map(({ status }) => status)).not.toContain(
      "fulfilled",
    );
    await until(async () => (await waiting()) === 0);

    process.kill(model!, "SIGCONT");
    const { errors } = await post(gateway, embedTexts, { texts: ["still there?"] });
    expect(errors).toBeUndefined();
    expect(await metric(/batch_size_sum\{[^}]*modality="IMAGE"\} (\d+)/)).toBeLessThan(200);
  });
});

describe("a request that takes too long", () => {
  it("is answered with TIMEOUT at its deadline", async () => {
    const gateway = await gatewayForTest({ REQUEST_TIMEOUT_MS: "1", CACHE_MB: "0" });
    const { errors } = await post(gateway, embedTexts, { texts: texts(3, "slow") });
    expect(errors![0]).toMatchObject({
      message: "The request took longer than 1 ms (REQUEST_TIMEOUT_MS).",
      extensions: { code: "TIMEOUT", retryable: true },
    });
  });
});

describe("the end of a gateway", () => {
  it("lets requests in flight finish, and leaves no process behind", async () => {
    const gateway = await startTestGateway({ CACHE_MB: "0" });
    await fetch(`${gateway.url}/ready`);
    const pids = modelProcessesOf(process.pid);
    const answer = post(gateway, embedTexts, { texts: texts(64, "last") });
    await until(() => busy(pids[0]!));
    await gateway.close();
    expect((await answer).errors).toBeUndefined();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(childrenOf(process.pid).filter((pid) => pids.includes(pid))).toEqual([]);
  });
});

/** Has it used the processor since the last look? */
function busy(pid: number): boolean {
  const ticks = cpuTicks(pid);
  const changed = lastTicks.has(pid) && ticks > lastTicks.get(pid)! + 1;
  lastTicks.set(pid, lastTicks.get(pid) ?? ticks);
  return changed;
}
const lastTicks = new Map<number, number>();

function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

describe("a model whose files cannot be loaded", () => {
  it("becomes FAILING, and says what the runtime was told to load and how", async () => {
    const folder = mkdtempSync(join(tmpdir(), "model-"));
    cpSync("test/fixtures/tiny/clip", folder, { recursive: true });
    truncateSync(join(folder, "onnx/text_model.onnx"), 1000);
    const gateway = await gatewayForTest({
      LOCAL_MODELS: `own/cut=${folder}`,
      DEFAULT_MODEL: "own/cut",
    });
    const { errors } = await post(gateway, embedTexts, { texts: ["a"] });
    expect(errors![0]!.message).toBe(
      "onnxruntime cannot load text_model.onnx (EXECUTION_PROVIDERS: cpu).",
    );
    const query = `{ model(id: "own/cut") { availability { status reason } } }`;
    const { data } = await post(gateway, query);
    expect(data.model.availability).toEqual({ status: "FAILING", reason: errors![0]!.message });
    expect((await fetch(`${gateway.url}/ready`)).status).toBe(503);
    rmSync(folder, { recursive: true });
  });
});
