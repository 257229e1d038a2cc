import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { Model } from "../../../models/model.ts";
import { normalize } from "../../../models/vector/vector.ts";
import type { Clip, EmbedClipOptions, Provider, Row } from "../../../providers/provider.ts";
import { createFakeProvider, fakeModel, fakeRow } from "../../support/fake-provider.ts";
import { createRunQuery } from "../../support/run-query.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264, numbered } from "../video/clips.ts";

const embedVideo = `query ($video: VideoInput!, $segments: VideoSegmentsInput, $dimensions: Int) {
  embedVideo(video: $video, segments: $segments, dimensions: $dimensions) {
    model { video }
    segments {
      startOffsetSec endOffsetSec
      embedding { modality space dimensions vector timing { batchSize cached } }
    }
    timing { batchSize }
  }
}`;
const modalities = ["TEXT", "IMAGE", "VIDEO"] as const;
const whole: Model = { ...fakeModel, video: "NATIVE", modalities };

interface Asked {
  readonly clip: Clip;
  readonly options: EmbedClipOptions;
}

function takingClips(
  embed: (asked: Asked, number: number) => Promise<Row> = async ({ clip, options }) =>
    fakeRow({ modality: "IMAGE", bytes: hashable(clip) }, options.dimensions) as Row,
) {
  const asked: Asked[] = [];
  const provider: Provider = {
    ...createFakeProvider(),
    clips: () => ({ maxSeconds: 30, maxBytes: 1e6, copies: 2, framesPerSecond: 2 }),
    embedClip: (_, clip, options) => embed({ clip, options }, asked.push({ clip, options }) - 1),
  };
  return { asked, provider };
}
/** The fake provider fails for images that begin with 0. */
const hashable = ({ bytes }: Clip) => Buffer.concat([Buffer.from("clip"), bytes]);

type Answer = Awaited<ReturnType<Awaited<ReturnType<typeof createRunQuery>>>>;
const segmentsOf = ({ data, errors }: Answer) => {
  expect(errors).toBeUndefined();
  return (data!.embedVideo as { segments: Segment[] }).segments;
};
interface Segment {
  readonly startOffsetSec: number;
  readonly endOffsetSec: number;
  readonly embedding: { readonly vector: number[] };
}
const problemsOf = ({ errors = [] }: Answer) =>
  errors.map(({ message, extensions }) => ({ message, ...extensions }));

describe("a video that its provider takes in clips", () => {
  const withoutFfmpeg = { FFMPEG_PATH: "/nowhere/ffmpeg" };
  const noVideo = { base64: Buffer.from("no video").toString("base64") };
  const gcs = { gcsUri: "gs://bucket/a.mp4" };

  it("is refused before it is read: in Cloud Storage, without ffmpeg, in segments of a wrong length", async () => {
    const { provider, asked } = takingClips();
    const run = await createRunQuery({ provider, models: [whole], settings: withoutFfmpeg });
    for (const [video, segments, problem] of [
      [gcs, {}, { code: "UNSUPPORTED_MODALITY", message: /by clips and cannot read a gcsUri/ }],
      [noVideo, {}, { code: "UNSUPPORTED", message: /^Cutting a video into clips needs ffmpeg/ }],
      [
        noVideo,
        { intervalSec: 30.5 },
        {
          code: "BAD_INPUT",
          message: /^intervalSec is 30\.5; this model takes clips of up to 30 s/,
        },
      ],
      [noVideo, { intervalSec: 0.4 }, { code: "BAD_INPUT", message: /^intervalSec is 0\.4;/ }],
    ] as const) {
      const { code, message } = problem;
      expect(problemsOf(await run(embedVideo, { video, segments }))).toMatchObject([
        { code, message: expect.stringMatching(message) },
      ]);
    }
    expect(asked).toEqual([]);
  });

  it("is not taken where there is no ffmpeg, and the router knows", async () => {
    const { provider } = takingClips();
    const steps = `{ route(input: { modalities: [VIDEO] }) { steps { question answer } } }`;
    const answerOf = async (settings: Record<string, string>) =>
      JSON.stringify(
        (await (await createRunQuery({ provider, models: [whole], settings }))(steps)).data,
      );
    expect(await answerOf(withoutFfmpeg)).toContain("not here");
    expect(await answerOf({ FFMPEG_PATH: process.execPath })).toContain("by clips");
  });

  describeWithFfmpeg("with ffmpeg", () => {
    const clips = clipsDirectory();
    const file = clips.make(...numbered(5, 10), ...h264, "video.mp4");
    const settings = { FFMPEG_PATH: ffmpeg };
    let video: { base64: string };
    beforeAll(() => {
      video = { base64: readFileSync(file).toString("base64") };
    });
    const runWith = (provider: Provider, more: Record<string, string> = {}) =>
      createRunQuery({ provider, models: [whole], settings: { ...settings, ...more } });

    it("has the vector of its clip for each segment, in order of time, whichever comes first", async () => {
      const ends: (() => void)[] = [];
      const inReverse = async ({ clip, options }: Asked, number: number): Promise<Row> => {
        await new Promise<void>((resolve) => {
          ends[number] = resolve;
          if (ends.length === 3) {
            ends.toReversed().forEach((end) => end());
          }
        });
        return fakeRow({ modality: "IMAGE", bytes: hashable(clip) }, options.dimensions) as Row;
      };
      const { provider, asked } = takingClips(inReverse);
      const run = await runWith(provider);
      const parts = segmentsOf(await run(embedVideo, { video, segments: { intervalSec: 2 } }));
      expect(
        parts.map(({ startOffsetSec, endOffsetSec }) => [startOffsetSec, endOffsetSec]),
      ).toEqual([
        [0, 2],
        [2, 4],
        [4, 5],
      ]);
      expect(asked.map(({ clip }) => clip.seconds)).toEqual([2, 2, 1]);
      asked.forEach(({ clip, options }, i) => {
        expect(options).toMatchObject({ dimensions: 8, purpose: "DOCUMENT" });
        const { vector } = fakeRow({ modality: "IMAGE", bytes: hashable(clip) }, 8) as Row;
        const expected = normalize(vector);
        parts[i]!.embedding.vector.forEach((value, d) =>
          expect(value).toBeCloseTo(expected[d]!, 6),
        );
        expect(parts[i]!.embedding).toMatchObject({
          ...{ modality: "VIDEO", space: whole.space, dimensions: 8 },
          timing: { batchSize: 1, cached: false },
        });
      });
    });

    it("is one clip when it is shorter than a segment, and has short vectors", async () => {
      const { provider, asked } = takingClips();
      const run = await runWith(provider);
      const [part, ...more] = segmentsOf(await run(embedVideo, { video, dimensions: 4 }));
      expect([more.length, asked.length, asked[0]!.clip.seconds]).toEqual([0, 1, 5]);
      expect(part!.endOffsetSec).toBe(5);
      // A vector of a Matryoshka model is shortened here.
      expect(asked[0]!.options.dimensions).toBe(8);
      expect(part!.embedding.vector).toHaveLength(4);
      expect(Math.hypot(...part!.embedding.vector)).toBeCloseTo(1, 5);
    });

    it("is refused when it has too many segments, or too much for one caller", async () => {
      const { provider, asked } = takingClips();
      const run = await runWith(provider, { MAX_VIDEO_FRAMES: "2" });
      const segments = { intervalSec: 2 };
      expect(problemsOf(await run(embedVideo, { video, segments }))).toMatchObject([
        {
          code: "TOO_LARGE",
          message: expect.stringMatching(/3 segments; the limit is 2 \(MAX_VIDEO_FRAMES/),
        },
      ]);
      const limited = run.as({ name: "a", videoSecondsPerHour: 4 });
      expect(problemsOf(await limited(embedVideo, { video }))).toMatchObject([
        { code: "TOO_LARGE", message: expect.stringMatching(/^5 s of video/) },
      ]);
      expect(asked).toEqual([]);
    });

    it("asks for the money of a clip before it is paid for, and for no more than there is", async () => {
      const { provider } = takingClips(async ({ options }) => {
        const held = await options.hold!(0.6);
        await held.settle(0.5);
        return { vector: new Float32Array(8).fill(1), usd: 0.5 };
      });
      const rich = (await runWith(provider)).as({ name: "a", usdPerDay: 1 });
      segmentsOf(await rich(embedVideo, { video }));
      expect(problemsOf(await rich(embedVideo, { video }))).toMatchObject([
        { code: "RATE_LIMITED", message: expect.stringContaining("$0.5 are spent") },
      ]);
    });

    it("fails with the first clip that fails, and the others are called back", async () => {
      let called = 0;
      const { provider, asked } = takingClips(async ({ options }, number) => {
        if (number === 0) {
          return new Promise((_, reject) => setTimeout(() => reject(new Error("broken")), 300));
        }
        return new Promise((_, reject) => {
          options.signal!.addEventListener("abort", () => {
            called++;
            reject(options.signal!.reason);
          });
        });
      });
      const run = await runWith(provider);
      const { data, errors } = await run(embedVideo, { video, segments: { intervalSec: 1 } });
      expect([data, errors!.length]).toEqual([null, 1]);
      // No more than four at once.
      expect([asked.length, called]).toEqual([4, 3]);
    });

    it("ends when nobody waits for it any more", async () => {
      const gone = new AbortController();
      const { provider, asked } = takingClips(({ options }) => {
        gone.abort(new Error("gone"));
        return Promise.reject(options.signal!.reason as Error);
      });
      const run = await runWith(provider);
      const answer = await run(embedVideo, { video, segments: { intervalSec: 1 } }, gone.signal);
      expect(answer.errors).toHaveLength(1);
      expect(asked).toHaveLength(1);
    });
  });
});
