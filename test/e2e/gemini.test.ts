import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encode } from "../../models/vector/encode.ts";
import { normalize } from "../../models/vector/vector.ts";
import type { Gateway } from "../../src/gateway.ts";
import { startGemini, type GeminiServer } from "../servers/gemini.ts";
import { clipsDirectory, describeWithFfmpeg, ffmpeg, h264, scenes } from "../src/video/clips.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

const model = "gemini-embedding-2";
const query = `query ($texts: [String!]!, $video: VideoInput!, $model: ID!) {
  embedTexts(texts: $texts, model: $model, purpose: QUERY, dimensions: 768) { base64 }
  embedVideo(video: $video, segments: { intervalSec: 4 }, model: $model) {
    segments { startOffsetSec endOffsetSec embedding { base64 modality space dimensions } }
  }
}`;

describeWithFfmpeg("Gemini behind the gateway", () => {
  const clips = clipsDirectory();
  let server: GeminiServer;
  let gateway: Gateway;
  beforeAll(async () => {
    server = await startGemini();
    gateway = await startTestGateway({
      GEMINI_API_KEY: server.key,
      GEMINI_BASE_URL: server.url,
      FFMPEG_PATH: ffmpeg,
    });
  });
  afterAll(async () => {
    await gateway.close();
    await server.close();
  });

  it("embeds texts in one call, and a video as a clip of each segment, in order", async () => {
    const movie = clips.make(...scenes(4, "chelsea", "rocket"), ...h264, "movie.mp4");
    const video = { base64: readFileSync(movie).toString("base64") };
    const texts = ["a cat", "a rocket"];
    const { data, errors } = await post(gateway, query, { texts, video, model });
    expect(errors).toBeUndefined();
    expect(data.embedTexts).toEqual(
      texts.map((text) => ({
        base64: inBase64(server.vector(`task: search result | query: ${text}`, 768)),
      })),
    );
    expect(server.calls.map((requests) => requests.length).toSorted()).toEqual([1, 1, 2]);
    const sent = server.calls.flatMap(([{ content } = { content: {} }]) =>
      (content.parts ?? []).flatMap(({ inlineData }) => inlineData ?? []),
    );
    expect(sent).toHaveLength(2);
    const expected = sent.map(({ data }) => server.vector(Buffer.from(data, "base64"), 3072));
    const { segments } = data.embedVideo;
    expect(segments).toMatchObject([
      { startOffsetSec: 0, endOffsetSec: 4 },
      { startOffsetSec: 4, endOffsetSec: 8 },
    ]);
    for (const { embedding } of segments) {
      expect(embedding).toMatchObject({ modality: "VIDEO", space: model, dimensions: 3072 });
      expect(expected.map(inBase64)).toContain(embedding.base64);
    }
    expect(segments[0].embedding.base64).not.toBe(segments[1].embedding.base64);
  });
});

const inBase64 = (vector: Float32Array) =>
  Buffer.from(encode(normalize(vector), "FLOAT32")).toString("base64");
