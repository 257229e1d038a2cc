import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { dot, normalize } from "../../models/vector/vector.ts";
import type { Gateway } from "../../src/gateway.ts";
import { childrenOf, modelProcessesOf } from "../support/processes.ts";
import { startVertex } from "../servers/vertex.ts";
import {
  clipsDirectory,
  describeWithFfmpeg,
  ffmpeg,
  h264,
  markAsTurned,
  numbered,
  scenes,
} from "../src/video/clips.ts";
import { type Answer, gatewayForTest, post, startTestGateway } from "../support/start-gateway.ts";

const embedVideo = `query ($video: VideoInput!, $segments: VideoSegmentsInput, $model: ID) {
  embedVideo(video: $video, segments: $segments, model: $model) {
    segments { startOffsetSec endOffsetSec embedding { base64 modality space dimensions } }
  }
}`;
const embedTexts = `query ($texts: [String!]!) { embedTexts(texts: $texts) { base64 space } }`;
const embedImages = `query ($images: [ImageInput!]!) { embedImages(images: $images) { base64 } }`;

const base64 = (file: string) => ({ base64: readFileSync(file).toString("base64") });
const photos = ["chelsea", "rocket", "coffee"];
const labels = ["a cat", "a rocket", "a cup of coffee"];

describeWithFfmpeg("a video, by frames", () => {
  const clips = clipsDirectory();
  const temporary = clips.path("tmp");
  let gateway: Gateway;
  beforeAll(async () => {
    mkdirSync(temporary);
    vi.stubEnv("TMPDIR", temporary);
    gateway = await startTestGateway({ FFMPEG_PATH: ffmpeg });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await gateway.close();
  });
  afterEach(() => {
    expect(readdirSync(temporary).filter((name) => name.includes("video"))).toEqual([]);
    expect(childrenOf(process.pid)).toEqual(modelProcessesOf(process.pid));
  });

  const embed = (file: string, segments?: object) =>
    post(gateway, embedVideo, { video: base64(file), segments });
  const vectorsOf = ({ data, errors }: Answer): Float32Array[] => {
    expect(errors).toBeUndefined();
    return data.embedVideo.segments.map(({ embedding }: { embedding: { base64: string } }) =>
      floats(embedding.base64),
    );
  };
  const problem = async (file: string, segments?: object) =>
    (await embed(file, segments)).errors![0]!;
  const movie = () => clips.make(...scenes(4, ...photos), ...h264, "movie.mp4");

  it("is found by text and by image, each scene where it is", async () => {
    const answer = await embed(movie(), { intervalSec: 4 });
    const segments = vectorsOf(answer);
    expect(answer.data.embedVideo.segments).toMatchObject([
      { startOffsetSec: 0, endOffsetSec: 4, embedding: { modality: "VIDEO", dimensions: 512 } },
      { startOffsetSec: 4, endOffsetSec: 8 },
      { startOffsetSec: 8, endOffsetSec: 12 },
    ]);
    const texts = (await post(gateway, embedTexts, { texts: labels })).data.embedTexts;
    expect(texts[0].space).toBe(answer.data.embedVideo.segments[0].embedding.space);
    const images = photos.map((name) => base64(`test/fixtures/photos/${name}.jpg`));
    const pictures = (await post(gateway, embedImages, { images })).data.embedImages;
    for (const found of [texts, pictures]) {
      expect(found.map((each: { base64: string }) => best(floats(each.base64), segments))).toEqual([
        0, 1, 2,
      ]);
    }
  });

  it("is cut where it is told to be, across scenes", async () => {
    const answer = await embed(movie(), { startOffsetSec: 2, endOffsetSec: 11, intervalSec: 6 });
    const bounds = answer.data.embedVideo.segments.map(
      (part: { startOffsetSec: number; endOffsetSec: number }) => [
        part.startOffsetSec,
        part.endOffsetSec,
      ],
    );
    expect(bounds).toEqual([
      [2, 8],
      [8, 11],
    ]);
    const { data } = await post(gateway, embedTexts, { texts: labels });
    const [cat, rocket, coffee] = data.embedTexts.map((each: { base64: string }) =>
      floats(each.base64),
    );
    const [first, second] = vectorsOf(answer);
    // Two seconds of the cat, four of the rocket; the coffee alone.
    expect(dot(first!, rocket)).toBeGreaterThan(dot(first!, coffee));
    expect(dot(first!, cat)).toBeGreaterThan(dot(first!, coffee));
    expect(best(coffee, [first!, second!])).toBe(1);
  });

  it("means the same when it was filmed sideways", async () => {
    const upright = clips.make(...scenes(2, "chelsea"), ...h264, "upright.mp4");
    const sideways = clips.make("-i", upright, "-vf", "transpose=cclock", ...h264, "sideways.mp4");
    const [straight] = vectorsOf(await embed(upright));
    const [unmarked] = vectorsOf(await embed(sideways));
    markAsTurned(sideways);
    const [marked] = vectorsOf(await embed(sideways));
    expect(dot(straight!, marked!)).toBeGreaterThan(0.99);
    expect(dot(straight!, unmarked!)).toBeLessThan(0.98);
  });

  it("can be an upload", async () => {
    const file = clips.make(...scenes(1, "rocket"), ...h264, "rocket.mp4");
    const form = new FormData();
    form.set(
      "operations",
      JSON.stringify({ query: embedVideo, variables: { video: { upload: null } } }),
    );
    form.set("map", JSON.stringify({ 0: ["variables.video.upload"] }));
    form.set("0", new Blob([new Uint8Array(readFileSync(file))]), "rocket.mp4");
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "apollo-require-preflight": "true" },
      body: form,
    });
    expect(vectorsOf((await response.json()) as Answer)).toEqual(vectorsOf(await embed(file)));
  });

  it("that is none is refused with the reason, and nothing of it stays", async () => {
    const list =
      "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";
    const playlist = clips.path("list.m3u8");
    writeFileSync(playlist, list);
    const sound = clips.make("-f", "lavfi", "-i", "sine=d=1", "sound.mp4");
    const photo = "test/fixtures/photos/rocket.jpg";
    for (const [file, reason] of [
      [playlist, "cannot be read as a video"],
      [photo, "cannot be read as a video"],
      [sound, "no moving pictures"],
    ] as const) {
      const { message, extensions } = await problem(file);
      expect([extensions.code, message]).toEqual(["BAD_INPUT", expect.stringContaining(reason)]);
      expect(message).not.toContain("/");
    }
    writeFileSync(clips.path("empty"), "");
    expect((await problem(clips.path("empty"))).extensions.code).toBe("BAD_INPUT");
  });

  it("that is shorter than where it should start is refused with its length", async () => {
    const file = clips.make(...numbered(1), ...h264, "short.mp4");
    expect(await problem(file, { startOffsetSec: 1.5 })).toMatchObject({
      message: "startOffsetSec is 1.5; the video ends at 1 s. Start before that.",
      extensions: { code: "BAD_INPUT" },
    });
  });

  it("that takes too long ends with its request, and the next one is served", async () => {
    // Its model has yet to be loaded.
    const hurried = await gatewayForTest({ FFMPEG_PATH: ffmpeg, REQUEST_TIMEOUT_MS: "200" });
    const { errors } = await post(hurried, embedVideo, { video: base64(movie()) });
    expect(errors).toMatchObject([{ extensions: { code: "TIMEOUT", retryable: true } }]);
    expect((await post(hurried, "{ limits { maxInputs } }")).errors).toBeUndefined();
  });

  it("is what the default model says it takes", async () => {
    const { data } = await post(gateway, `{ model(id: "mini") { video modalities } }`);
    expect(data.model).toEqual({ video: "FRAMES", modalities: ["TEXT", "IMAGE"] });
  });
});

describe("a video, by the provider itself", () => {
  it("goes to Vertex AI, as bytes or where it is stored, and comes back in segments", async () => {
    const server = await startVertex();
    onTestFinished(() => server.close());
    const gateway = await gatewayForTest({
      VERTEX_ENDPOINT: server.endpoint,
      VERTEX_INSECURE: "true",
    });
    const embed = (video: object, segments?: object) =>
      post(gateway, embedVideo, { video, segments, model: "multimodalembedding@001" });

    const film = { base64: Buffer.from("a film of 40s").toString("base64") };
    const { data, errors } = await embed(film);
    expect(errors).toBeUndefined();
    expect(data.embedVideo.segments).toMatchObject([
      { startOffsetSec: 0, endOffsetSec: 16, embedding: { modality: "VIDEO", dimensions: 1408 } },
      { startOffsetSec: 16, endOffsetSec: 32 },
      { startOffsetSec: 32, endOffsetSec: 40 },
    ]);
    const last = floats(data.embedVideo.segments[2].embedding.base64);
    expect(Math.hypot(...last)).toBeCloseTo(1, 5);
    const expected = normalize(server.vector("a film of 40s@32-40", 1408));
    expect(dot(last, expected)).toBeCloseTo(1, 5);

    const stored = { gcsUri: "gs://bucket/300s.mp4" };
    const part = { startOffsetSec: 100, endOffsetSec: 130, intervalSec: 15 };
    expect((await embed(stored, part)).data.embedVideo.segments).toMatchObject([
      { startOffsetSec: 100, endOffsetSec: 115 },
      { startOffsetSec: 115, endOffsetSec: 130 },
    ]);
    expect((await embed(stored, { intervalSec: 3 })).errors).toMatchObject([
      { extensions: { code: "BAD_INPUT" } },
    ]);
  });
});

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}

function best(query: Float32Array, vectors: readonly Float32Array[]): number {
  const scores = vectors.map((vector) => dot(query, vector));
  return scores.indexOf(Math.max(...scores));
}
