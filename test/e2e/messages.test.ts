import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";
import { expectWaysToSend } from "./ways-to-send.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const embedImage = "query ($image: ImageInput!) { embedImage(image: $image) { dimensions } }";
const embedImages =
  "query ($images: [ImageInput!]!) { embedImages(images: $images) { dimensions } }";

/** The only error of an answer. */
function messageOf({ errors }: Awaited<ReturnType<typeof post>>): string {
  expect(errors!.length).toBe(1);
  expectWaysToSend(errors![0]!.message);
  return errors![0]!.message;
}

describe("an image that is none says what was sent, and the three ways to send one", () => {
  it.each([
    [{ upload: "cat.jpg" }, '"cat.jpg" at "image.upload"; "Upload" takes a file of a multipart'],
    [{ upload: {} }, "not an object, as JSON makes of a File"],
    [{ upload: 3 }, "not a number"],
    [{ upload: null }, 'null at "image.upload"; Field "upload" must be non-null'],
    [{}, "got invalid value {}; Exactly one key must be specified"],
    [{ url: "https://a", base64: "aa" }, "Exactly one key must be specified"],
    [{ file: "cat.jpg" }, 'Field "file" is not defined by type "ImageInput"'],
    ["https://a/cat.jpg", '"https://a/cat.jpg"; Expected type "ImageInput" to be an object'],
    [null, 'of non-null type "ImageInput!" must not be null'],
  ])("as the variable %j", async (image, expected) => {
    expect(messageOf(await post(gateway, embedImage, { image }))).toContain(expected);
  });

  it("in a list", async () => {
    const images = [{ base64: "aa" }, { upload: "cat.jpg" }];
    const message = messageOf(await post(gateway, embedImages, { images }));
    expect(message).toContain('"cat.jpg" at "images[1].upload"');
  });

  it("beside a photo that is longer than any message", async () => {
    const image = { base64: "a".repeat(100_000), url: "https://a" };
    const message = messageOf(await post(gateway, embedImage, { image }));
    expect(message.length).toBeLessThan(1100);
  });

  it.each([
    ['image: { upload: "cat.jpg" }', "which no query can contain: use a variable"],
    ['image: "cat.jpg"', 'Expected value of type "ImageInput!", found "cat.jpg"'],
    ["image: { upload: null }", 'Field "ImageInput.upload" must be non-null'],
    ["image: {}", 'OneOf Input Object "ImageInput" must specify exactly one key'],
    ['image: { file: "cat.jpg" }', 'Field "file" is not defined by type "ImageInput"'],
    ["", 'argument "image" of type "ImageInput!" is required'],
  ])("in a query: %s", async (image, expected) => {
    const args = image && `(${image})`;
    const answer = await post(gateway, `{ embedImage${args} { dimensions } }`);
    const [first] = answer.errors!;
    expect(messageOf({ ...answer, errors: [first!] })).toContain(expected);
  });

  it("as a variable of the type Upload", async () => {
    const query = "query ($file: Upload!) { embedImage(image: { upload: $file }) { dimensions } }";
    expect(messageOf(await post(gateway, query, { file: "cat.jpg" }))).toContain('"cat.jpg"');
    expect(messageOf(await post(gateway, query))).toContain('"Upload!" was not provided');
  });

  it("as a video", async () => {
    const query = "query ($video: VideoInput!) { embedVideo(video: $video) { model { id } } }";
    const message = messageOf(await post(gateway, query, { video: { upload: "cat.mp4" } }));
    expect(message).toContain('"cat.mp4" at "video.upload"');
  });
});

describe("a wrong value of an enum lists the right ones", () => {
  const purposes = "The values of Purpose are DOCUMENT, QUERY, CLASSIFICATION, CLUSTERING";
  const modalities = "The values of Modality are TEXT, IMAGE, VIDEO.";

  it.each([
    ['{ embedText(text: "a", purpose: SEARCH) { dimensions } }', `${purposes}.`],
    ['{ embedText(text: "a", purpose: query) { dimensions } }', `"QUERY"? ${purposes}.`],
    [
      '{ embedText(text: "a", purpose: "QUERY") { dimensions } }',
      `${purposes}, written without quotes.`,
    ],
    [
      'query ($p: Purpose = SEARCH) { embedText(text: "a", purpose: $p) { space } }',
      `${purposes}.`,
    ],
    ["{ route(input: { modalities: [IMAGE, SOUND] }) { selected { id } } }", modalities],
  ])("in a query: %s", async (query, expected) => {
    const { errors } = await post(gateway, query);
    expect(errors!.map(({ message }) => message)).toEqual([expect.stringContaining(expected)]);
    expect(errors![0]!.extensions.code).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it.each([
    ["Purpose", 'embedText(text: "a", purpose: $v) { space }', "SEARCH", `${purposes}.`],
    ["Purpose", 'embedText(text: "a", purpose: $v) { space }', 4, `${purposes}.`],
    ["RouteInput!", "route(input: $v) { selected { id } }", { modalities: ["SOUND"] }, modalities],
    [
      "RouteInput!",
      "route(input: $v) { selected { id } }",
      { priority: "FAST" },
      "QUALITY, BALANCE, SPEED.",
    ],
  ])("as a variable of the type %s in %s: %j", async (type, field, v, expected) => {
    const { errors } = await post(gateway, `query ($v: ${type}) { ${field} }`, { v });
    expect(errors!.map(({ message }) => message)).toEqual([expect.stringContaining(expected)]);
    expect(errors![0]!.extensions.code).toBe("BAD_USER_INPUT");
  });
});
