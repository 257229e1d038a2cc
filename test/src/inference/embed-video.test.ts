import type { ExecutionResult } from "graphql";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { catalog } from "../../../models/catalog/index.ts";
import type { Model } from "../../../models/model.ts";
import { meanDirection, normalize, shorten } from "../../../models/vector/vector.ts";
import type { EmbedVideoOptions, Provider, Row, Video } from "../../../providers/provider.ts";
import { createFakeProvider, fakeModel, fakeRow } from "../../support/fake-provider.ts";
import { createRunQuery } from "../../support/run-query.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264, numbered } from "../video/clips.ts";

const embedVideo = `query ($video: VideoInput!, $segments: VideoSegmentsInput, $dimensions: Int,
  $model: ID, $route: RouteInput) {
  embedVideo(video: $video, segments: $segments, dimensions: $dimensions, model: $model, route: $route) {
    model { id video }
    segments {
      startOffsetSec endOffsetSec
      embedding { modality space dimensions vector truncated tokens route { fallback }
        timing { batchSize cached } }
    }
    timing { totalMs computeMs batchSize cached }
    route { selected { id } }
  }
}`;
const video = { base64: Buffer.from("a video").toString("base64") };
const gcs = { gcsUri: "gs://bucket/a.mp4" };
const segmentsOf = ({ data }: ExecutionResult) =>
  (data!.embedVideo as { segments: { endOffsetSec: number; embedding: { vector: number[] } }[] })
    .segments;
const problemsOf = (result: { errors?: readonly { message: string; extensions: object }[] }) =>
  (result.errors ?? []).map(({ message, extensions }) => ({ message, ...extensions }));

describe("a video that its provider embeds itself", () => {
  const native: Model = { ...fakeModel, video: "NATIVE", modalities: ["TEXT", "IMAGE", "VIDEO"] };

  function recording() {
    const asked: [Video, EmbedVideoOptions][] = [];
    const provider: Provider = {
      ...createFakeProvider(),
      async embedVideo(_, source, options) {
        asked.push([source, options]);
        const vector = Float32Array.from([3, 4, 0, 0, 0, 0, 0, 0]);
        return [0, 16].map((startOffsetSec) => ({
          startOffsetSec,
          endOffsetSec: startOffsetSec + 16,
          vector: vector.slice(),
        }));
      },
    };
    return { asked, provider };
  }

  it("is handed over as it is, with its segments, and comes back as unit vectors", async () => {
    const { asked, provider } = recording();
    const run = await createRunQuery({ provider, models: [native] });
    const { data, errors } = await run(embedVideo, { video });
    expect(errors).toBeUndefined();
    const [source, { segments }] = asked[0]!;
    expect(Buffer.from((source as { bytes: Uint8Array }).bytes).toString()).toBe("a video");
    expect(segments).toEqual({ startOffsetSec: 0, intervalSec: 16 });
    expect(data!.embedVideo).toMatchObject({
      model: { id: native.id, video: "NATIVE" },
      route: null,
      timing: { batchSize: 1, cached: false },
    });
    const { segments: parts } = data!.embedVideo as { segments: { embedding: object }[] };
    expect(parts[1]).toMatchObject({
      startOffsetSec: 16,
      endOffsetSec: 32,
      embedding: { modality: "VIDEO", space: native.space, dimensions: 8, truncated: false },
    });
    expect((parts[0]!.embedding as { vector: number[] }).vector.slice(0, 2)).toEqual(
      [0.6, 0.8].map(Math.fround),
    );
  });

  it("may be in Cloud Storage", async () => {
    const { asked, provider } = recording();
    const run = await createRunQuery({ provider, models: [native] });
    const segments = { startOffsetSec: 4, endOffsetSec: 20, intervalSec: 8 };
    expect(problemsOf(await run(embedVideo, { video: gcs, segments }))).toEqual([]);
    expect(asked[0]![0]).toEqual(gcs);
    expect(asked[0]![1].segments).toEqual(segments);
  });

  it("is refused at other lengths than the whole one, and when it is too long", async () => {
    const { asked, provider } = recording();
    const settings = { MAX_VIDEO_SECONDS: "100" };
    const run = await createRunQuery({ provider, models: [native], settings });
    expect(problemsOf(await run(embedVideo, { video: gcs, dimensions: 4 }))).toMatchObject([
      { code: "UNSUPPORTED_DIMENSIONS", message: expect.stringContaining("for video; it has 8") },
    ]);
    const segments = { startOffsetSec: 50, endOffsetSec: 151, intervalSec: 8 };
    expect(problemsOf(await run(embedVideo, { video: gcs, segments }))).toMatchObject([
      { code: "TOO_LARGE", message: expect.stringContaining("101 s of video") },
    ]);
    expect(asked).toEqual([]);
  });

  it("is embedded no further than MAX_VIDEO_SECONDS where it is given no end", async () => {
    const { asked, provider } = recording();
    const settings = { MAX_VIDEO_SECONDS: "100" };
    const run = await createRunQuery({ provider, models: [native], settings });
    expect(problemsOf(await run(embedVideo, { video }))).toEqual([]);
    expect(asked[0]![1].maxSeconds).toBe(100);
  });
});

const catalogModel = (provider: string) =>
  catalog.find((model) => model.provider === provider && model.video !== "NONE")!;

describe("a video by frames", () => {
  const framed: Model = { ...fakeModel, video: "FRAMES" };
  const withoutFfmpeg = { FFMPEG_PATH: "/nowhere/ffmpeg" };

  it("cannot be in Cloud Storage, with or without ffmpeg", async () => {
    const run = await createRunQuery({ models: [framed], settings: withoutFfmpeg });
    expect(problemsOf(await run(embedVideo, { video: gcs }))).toMatchObject([
      { code: "UNSUPPORTED_MODALITY", message: expect.stringContaining("cannot read a gcsUri") },
    ]);
  });

  it("in Cloud Storage as a fallback is told what the model lacks that reads it", async () => {
    const [native, framed] = [
      catalogModel("vertex"),
      { ...catalogModel("onnx"), provider: "fake" },
    ];
    const missing = {
      status: "NEEDS_CREDENTIALS",
      howToEnable: "Set GOOGLE_CLOUD_PROJECT.",
    } as const;
    const run = await createRunQuery({
      models: [framed, native],
      providers: {
        fake: createFakeProvider(),
        vertex: { ...createFakeProvider(), availability: () => missing },
      },
    });
    const route = { cloud: true, gcp: true, fallback: true };
    expect(problemsOf(await run(embedVideo, { video: gcs, route }))).toMatchObject([
      {
        code: "MODEL_UNAVAILABLE",
        message: expect.stringMatching(
          /^google\/multimodal.*Set GOOGLE_CLOUD_PROJECT\..*takes video by frames/,
        ),
        retryable: false,
      },
    ]);
  });

  it("needs ffmpeg, and the router knows", async () => {
    const run = await createRunQuery({ models: [framed], settings: withoutFfmpeg });
    expect(problemsOf(await run(embedVideo, { video }))).toMatchObject([
      { code: "UNSUPPORTED", message: expect.stringContaining("set FFMPEG_PATH") },
    ]);
    const steps = `{ route(input: { modalities: [VIDEO] }) { steps { question answer } } }`;
    expect(JSON.stringify((await run(steps)).data)).toContain("not here");
  });

  it("is not for models without images", async () => {
    const run = await createRunQuery({ models: [fakeModel] });
    expect(problemsOf(await run(embedVideo, { video }))).toMatchObject([
      {
        code: "UNSUPPORTED_MODALITY",
        message: expect.stringContaining("does not take VIDEO; it takes TEXT"),
      },
    ]);
  });

  it("is refused with impossible segments before it is read, with or without ffmpeg", async () => {
    const run = await createRunQuery({ models: [framed], settings: withoutFfmpeg });
    for (const segments of [
      { startOffsetSec: -1, intervalSec: 4 },
      { startOffsetSec: 9, endOffsetSec: 3, intervalSec: 4 },
      { intervalSec: 0.4 },
      { intervalSec: 0 },
    ]) {
      expect(problemsOf(await run(embedVideo, { video, segments }))).toMatchObject([
        { code: "BAD_INPUT", message: expect.stringMatching(/startOffsetSec|intervalSec/) },
      ]);
    }
  });

  describeWithFfmpeg("with ffmpeg", () => {
    const clips = clipsDirectory();
    const clip = clips.make(...numbered(3), ...h264, "clip.mp4");
    const segments = { intervalSec: 2 };
    const settings = { FFMPEG_PATH: ffmpeg };
    let video: { base64: string };
    beforeAll(() => {
      video = { base64: readFileSync(clip).toString("base64") };
    });

    it("is the mean direction of each segment's frames, embedded as images", async () => {
      const provider = createFakeProvider();
      const run = await createRunQuery({ provider, models: [framed], settings });
      const parts = segmentsOf(await run(embedVideo, { video, segments }));
      expect(parts.map(({ endOffsetSec }) => endOffsetSec)).toEqual([2, 3]);
      const frames = provider.calls.flat();
      expect(frames.map(({ modality }) => modality)).toEqual(["IMAGE", "IMAGE", "IMAGE"]);
      const rows = frames.map((frame) => normalize((fakeRow(frame, 8) as Row).vector));
      [rows.slice(0, 2), rows.slice(2)].forEach((ofSegment, i) => {
        const mean = meanDirection(ofSegment);
        parts[i]!.embedding.vector.forEach((value, d) => expect(value).toBeCloseTo(mean[d]!, 6));
      });
    });

    it("has short vectors that are the heads of the whole ones", async () => {
      const run = await createRunQuery({ models: [framed], settings });
      const vectorsOf = async (dimensions?: number) =>
        segmentsOf(await run(embedVideo, { video, segments, dimensions })).map(({ embedding }) =>
          Float32Array.from(embedding.vector),
        );
      const whole = await vectorsOf();
      const short = await vectorsOf(4);
      expect(short.map(({ length }) => length)).toEqual([4, 4]);
      short.forEach((vector, i) => {
        const head = shorten(whole[i]!, 4);
        vector.forEach((value, d) => expect(value).toBeCloseTo(head[d]!, 6));
      });
    });

    it("comes from the cache when it was embedded before", async () => {
      const provider = createFakeProvider();
      const run = await createRunQuery({ provider, models: [framed], settings });
      await run(embedVideo, { video, segments });
      const calls = provider.calls.length;
      const { data } = await run(embedVideo, { video, segments });
      expect(provider.calls).toHaveLength(calls);
      expect(data!.embedVideo).toMatchObject({ timing: { cached: true, batchSize: 0 } });
    });

    it("goes where the router says, which takes it by frames", async () => {
      const run = await createRunQuery({ models: [framed], settings });
      const { data, errors } = await run(embedVideo, { video, segments, route: {} });
      expect(errors).toBeUndefined();
      expect(data!.embedVideo).toMatchObject({
        route: { selected: { id: framed.id } },
        segments: [{ embedding: { route: { fallback: false } } }, {}],
      });
    });

    it("fails whole when a frame fails", async () => {
      const provider = createFakeProvider({
        embed: async (inputs) => inputs.map(() => new Error("broken")),
      });
      const run = await createRunQuery({ provider, models: [framed], settings });
      const { data, errors } = await run(embedVideo, { video, segments });
      expect([data, errors!.length]).toEqual([null, 1]);
    });
  });
});
