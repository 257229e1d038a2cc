import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../providers/package-root.ts";
import { readTowers } from "../../../../providers/onnx/layout/read-towers.ts";
import type { Gateway } from "../../../../src/gateway.ts";
import { fromOnnx, startOpenInference } from "../../../servers/open-inference/index.ts";
import type { OpenInferenceServer } from "../../../servers/open-inference/index.ts";
import { post, startTestGateway } from "../../../support/start-gateway.ts";
import {
  embed,
  fixtures,
  floats,
  furthest,
  type Golden,
  images,
  inputs,
  openImage,
  openText,
  readJson,
  vectorsOf,
} from "../tiny-models.ts";

/** Graphs that only the engines have; those of the models' directories are left out. */
const directories = {
  clip: join(fixtures, "clip"),
  siglip: join(fixtures, "siglip"),
  mini: join(packageRoot(), "models/embedded"),
};
const maxBatch = 3;

let engines: Record<"one" | "other" | "late", OpenInferenceServer>;
let gateway: Gateway;
let temporary: string;

beforeAll(async () => {
  const towers = Object.entries(directories).flatMap(([name, directory]) =>
    (["text", "vision"] as const).map(async (tower) => {
      const file = join(directory, `onnx/${tower}_model.onnx`);
      return [`${name}_${tower}`, await fromOnnx(file, maxBatch)] as const;
    }),
  );
  const models = Object.fromEntries(await Promise.all(towers));
  const [one, other, late] = await Promise.all([1, 2, 3].map(() => startOpenInference({ models })));
  engines = { one: one!, other: other!, late: late! };
  await engines.late.stop();

  temporary = await mkdtemp(join(tmpdir(), "parallax-"));
  const [clip, siglip, half] = await Promise.all([
    copy("clip", /\.onnx$/),
    copy("siglip", /\.onnx$/),
    copy("clip", /vision_model\.onnx$/),
  ]);
  gateway = await startTestGateway({
    LOCAL_MODELS: `me/clip=${clip},me/siglip=${siglip},me/half=${half},me/late=${clip}`,
    ENGINES: [
      `me/clip=oip+http://${engines.one.http}/clip_vision,clip_text`,
      `me/clip=oip+grpc://${engines.other.grpc}/clip_vision,clip_text`,
      `me/siglip=oip+grpc://${engines.one.grpc}/siglip_vision,siglip_text`,
      `me/half=oip+http://${engines.one.http}/clip_vision,`,
      `me/late=oip+http://${engines.late.http}/clip_vision,clip_text`,
      `mini=oip+http://${engines.one.http}/mini_vision,mini_text`,
    ].join(),
    ENGINE_HEADERS: "x-team: search",
  });
}, 60_000);

afterAll(async () => {
  await gateway.close();
  await Promise.all(Object.values(engines).map((engine) => engine.stop()));
  await rm(temporary, { recursive: true });
});

async function copy(name: "clip" | "siglip", leaveOut: RegExp): Promise<string> {
  const directory = await mkdtemp(join(temporary, name));
  const filter = (source: string) => !leaveOut.test(source);
  await cp(directories[name], directory, { recursive: true, filter });
  return directory;
}

const sent = images.map((image) => ({ base64: image.toString("base64") }));
const embedTexts = (model: string, texts: readonly string[]) =>
  post(
    gateway,
    `query ($texts: [String!]!) { embedTexts(texts: $texts, model: "${model}") { base64 } }`,
    { texts },
  );
const embedImages = (model: string, list = sent) =>
  post(
    gateway,
    `query ($list: [ImageInput!]!) { embedImages(images: $list, model: "${model}") { base64 } }`,
    { list },
  );
const availability = async (model: string) => {
  const { data } = await post(
    gateway,
    `{ model(id: "${model}") { availability { status reason howToEnable } } }`,
  );
  return data.model.availability as { status: string; reason: string | null };
};
const vectors = (rows: readonly { base64: string }[]) => rows.map(({ base64 }) => floats(base64));

function expectWithin(
  tolerance: number,
  got: readonly Float32Array[],
  expected: readonly Float32Array[],
): void {
  expect(got.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  expect(furthest(got, expected)).toBeLessThanOrEqual(tolerance);
}

describe.each([
  ["me/clip", "clip"],
  ["me/siglip", "siglip"],
  ["me/half", "clip"],
  ["parallax/mini", "mini"],
] as const)("%s at an engine", (model, name) => {
  test("embeds as onnxruntime does here, and as its reference", async () => {
    const towers = await readTowers(directories[name]);
    const [texts, pictures] = await Promise.all([
      embedTexts(model, inputs.texts),
      embedImages(model),
    ]);
    expect([texts.errors, pictures.errors]).toEqual([undefined, undefined]);
    const got = {
      texts: vectors(texts.data.embedTexts),
      images: vectors(pictures.data.embedImages),
    };
    expectWithin(1e-5, got.texts, await embed(await openText(towers.text!), inputs.texts));
    expectWithin(1e-5, got.images, await embed(await openImage(towers), images));
    if (name !== "mini") {
      const golden = await readJson<Golden>(`${name}/golden.json`);
      expectWithin(1e-4, got.texts, vectorsOf(golden, golden.texts));
      expectWithin(1e-4, got.images, vectorsOf(golden, golden.images!));
    }
  });
});

test("an engine is sent the headers, and no more rows than it takes", () => {
  const { one } = engines;
  expect(new Set(one.sent("x-team"))).toEqual(new Set(["search"]));
  expect(one.counts.refused).toEqual([]);
  expect(one.counts.rows / one.counts.requests).toBeLessThanOrEqual(maxBatch);
});

test("a model whose engine is not there yet is FAILING, names no address, and is READY later", async () => {
  const before = await availability("me/late");
  expect(before).toMatchObject({
    status: "FAILING",
    reason: "no engine of its image and text towers is ready (Open Inference Protocol over HTTP).",
  });
  const refused = await embedTexts("me/late", ["too early"]);
  expect(refused.errors![0]!.extensions).toMatchObject({
    code: "MODEL_UNAVAILABLE",
    retryable: true,
  });
  expect(JSON.stringify([before, refused])).not.toMatch(/127\.0\.0\.1|localhost/);

  await engines.late.start();
  await vi.waitFor(async () => expect((await availability("me/late")).status).toBe("READY"), 9000);
  expect((await embedTexts("me/late", ["now"])).errors).toBeUndefined();
}, 20_000);

test("of two engines one is enough; without both a call fails at once, and again once one is back", async () => {
  await engines.one.stop();
  const { errors } = await embedTexts("me/clip", ["a", "b", "c", "d", "e", "f", "g"]);
  expect(errors).toBeUndefined();

  await engines.other.stop();
  const failed = await embedTexts("me/clip", ["nobody is there"]);
  expect(failed.errors![0]!.extensions).toMatchObject({
    code: "MODEL_UNAVAILABLE",
    retryable: true,
  });
  expect((await availability("me/clip")).status).toBe("FAILING");
  const metrics = await (await fetch(gateway.metricsUrl)).text();
  const up = /parallax_engine_up\{endpoint="grpc:\S+",engine_model="clip_text"\} (\d)/;
  expect(up.exec(metrics)?.[1]).toBe("0");
  expect(metrics).toMatch(
    /provider_events_total\{event="engine call answered",model="me\/clip"\} \d/,
  );
  expect(metrics).toMatch(/provider_events_total\{event="engine call down",model="me\/clip"\} \d/);

  await Promise.all([engines.one.start(), engines.other.start()]);
  for (const model of ["me/clip", "parallax/mini"]) {
    await vi.waitFor(async () => expect((await availability(model)).status).toBe("READY"), 9000);
  }
  expect((await embedTexts("me/clip", ["somebody is there"])).errors).toBeUndefined();
}, 30_000);

test("an engine that fails is not asked again for each input of the call", async () => {
  const { one } = engines;
  // It has shown that it takes binary data: a failure is no reason to try JSON.
  await embedTexts("parallax/mini", ["goes well"]);
  one.faults.always({ status: 500 });
  const before = one.counts.requests;
  const { errors } = await embedTexts("parallax/mini", ["fails one", "fails two", "fails three"]);
  one.faults.always(undefined);
  expect(errors!.map(({ extensions }) => extensions.code)).toEqual(
    Array(3).fill("PROVIDER_FAILED"),
  );
  expect(one.counts.requests - before).toBe(1);
});

test("a full engine says to its callers when to come back", async () => {
  const { one } = engines;
  one.faults.always({ status: 429, retryAfter: "7" });
  const { errors } = await embedTexts("parallax/mini", ["asked of a full engine"]);
  one.faults.always(undefined);
  expect(errors![0]!.extensions).toMatchObject({ code: "OVERLOADED", retryAfterMs: 7000 });
});
