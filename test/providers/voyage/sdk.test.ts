import { afterAll, beforeAll, expect, test } from "vitest";
import { VoyageAIClient } from "voyageai";
import { startVoyage, type VoyageServer } from "../../servers/voyage.ts";
import { canvas } from "../cloud-set-up.ts";

let server: VoyageServer;
beforeAll(async () => void (server = await startVoyage()));
afterAll(() => server.close());

const model = "voyage-multimodal-3.5";
const clientWith = (apiKey: string) =>
  new VoyageAIClient({ apiKey, environment: `${server.url}/v1`, maxRetries: 0 });

test("the server of these tests speaks as Voyage's own client does", async () => {
  const png = await canvas(60, 60).png().toBuffer();
  const imageBase64 = `data:image/png;base64,${png.toString("base64")}`;
  const picture = { type: "image_base64", imageBase64 };
  const { data, usage } = await clientWith(server.key).multimodalEmbed({
    inputs: [{ content: [{ type: "text", text: "a cat" }, picture] }, { content: [picture] }],
    model,
    inputType: "document",
  });
  expect(data!.map(({ index }) => index)).toEqual([1, 0]);
  const vectors = data!.map(({ embedding }) => Float32Array.from(embedding!));
  // Contents of one input are fused; 1024 is Voyage's default.
  const fused = Buffer.concat([Buffer.from("a cat"), png]);
  expect(vectors).toEqual([server.vector(png, 1024), server.vector(fused, 1024)]);
  expect(usage).toMatchObject({
    totalTokens: Math.ceil(2 + 50_000 / 560) + Math.ceil(50_000 / 560),
  });
});

test("and refuses it as Voyage does", async () => {
  const inputs = [
    { content: [{ type: "image_base64", imageBase64: "data:image/bmp;base64,Qk0=" }] },
  ];
  await expect(clientWith(server.key).multimodalEmbed({ inputs, model })).rejects.toMatchObject({
    ...{ statusCode: 400, body: { detail: expect.stringContaining("data URL") } },
  });
  const good = [{ content: [{ type: "text", text: "a cat" }] }];
  await expect(clientWith("wrong").multimodalEmbed({ inputs: good, model })).rejects.toMatchObject({
    statusCode: 401,
  });
});
