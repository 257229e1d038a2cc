import { describe, expect, it } from "vitest";
import { readRequest as read } from "../../../src/openai/request.ts";

const readRequest = (body: object) => read(body, { maxInputs: 100 });

const photo = "data:image/png;base64,AAAA";
const url = "https://example.com/cat.jpg";
const imageOf = (base64: string) => ({ image: { base64 } });

describe("an input", () => {
  it.each([
    ["a text", "a cat", { text: "a cat" }],
    ["no character", "", { text: "" }],
    ["a data URI of an image", photo, imageOf(photo)],
    [
      "one in capitals, with a parameter",
      "DATA:image/svg+xml;a=b;BASE64,AA",
      imageOf("DATA:image/svg+xml;a=b;BASE64,AA"),
    ],
    ["a text about a data URI", `see ${photo}`, { text: `see ${photo}` }],
    [
      "a data URI of something else",
      "data:text/plain;base64,AAAA",
      { text: "data:text/plain;base64,AAAA" },
    ],
    ["a URL, which stays a text", url, { text: url }],
    ["{text}", { text: photo }, { text: photo }],
    ["{image} by URL", { image: url }, { image: { url } }],
    [
      "{image} by another scheme, which the fetcher refuses",
      { image: "file:///a" },
      { image: { url: "file:///a" } },
    ],
    ["{image} by data URI", { image: photo }, imageOf(photo)],
    ["{image} by base64", { image: "AAAA" }, imageOf("AAAA")],
    ["a text part", { type: "text", text: "a cat" }, { text: "a cat" }],
    [
      "an image part",
      { type: "image_url", image_url: { url, detail: "high" } },
      { image: { url } },
    ],
    ["a short image part", { type: "image_url", image_url: photo }, imageOf(photo)],
    ["content of one part", { content: [{ type: "text", text: "a cat" }] }, { text: "a cat" }],
  ])("may be %s", (_what, input, item) => {
    expect(readRequest({ input: [input] }).items).toEqual([item]);
    expect(readRequest({ input }).items).toEqual([item]);
  });

  it("may be a message, of which one vector is made", () => {
    const ask = (content: unknown) => readRequest({ messages: [{ role: "user", content }] }).items;
    expect(ask([{ type: "image_url", image_url: { url } }])).toEqual([{ image: { url } }]);
    expect(ask([{ type: "text", text: "a cat" }])).toEqual([{ text: "a cat" }]);
    expect(ask("a cat")).toEqual([{ text: "a cat" }]);
  });

  const part = { type: "text", text: "a cat" };
  const picture = { type: "image_url", image_url: { url } };
  it.each([
    ["several parts of an item", { input: ["a", { content: [part, picture] }] }, "input[1]"],
    ["a text and an image in one item", { input: [{ text: "a", image: url }] }, "input[0]"],
    ["a text and a picture in one part", { input: [{ ...part, ...picture }] }, "input[0]"],
    [
      "several parts of a message",
      { messages: [{ role: "user", content: [part, picture] }] },
      "messages[0].content",
    ],
  ])("is never made one vector of %s", (_what, body, param) => {
    expect(() => readRequest(body)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        param,
        message: `${param}: it has several parts, of which one vector would be made. Send each text and each image as an item of \`input\` of its own; each gets a vector.`,
      }),
    );
  });

  it.each([
    ["one text's", [1, 2, 3]],
    ["several texts'", [[1, 2], [3]]],
  ])("is not %s token ids", (_whose, input) => {
    expect(() => readRequest({ input })).toThrow(
      /^input\[0\]: token ids are of one vocabulary.*check_embedding_ctx_length=False/,
    );
  });

  it.each([
    [
      "null in the list",
      { input: ["a", null] },
      "input[1]",
      /none of the forms of an item\. Send a text/,
    ],
    ["a list in the list", { input: ["a", ["b"]] }, "input[1]", /a list is no item/],
    [
      "a field too many",
      { input: [{ text: "a", title: "b" }] },
      "input[0]",
      /there is no field "title"/,
    ],
    [
      "an unknown part",
      { input: [{ content: [{ type: "video_url" }] }] },
      "input[0]",
      /one part: \{"type":"text"/,
    ],

    ["nothing", {}, "input", /`input` is missing/],
    [
      "two messages",
      { messages: [{ content: "a" }, { content: "b" }] },
      "messages",
      /is a list of 2; it must be a list of one message/,
    ],
    ["both", { input: "a", messages: [{ content: "a" }] }, "messages", /not both/],
  ])("is not %s", (_what, body, param, message) => {
    expect(() => readRequest(body)).toThrow(
      expect.objectContaining({
        code: "BAD_INPUT",
        param,
        message: expect.stringMatching(message),
      }),
    );
  });
});

describe("a field", () => {
  it("may be null, as some clients send what is unset", () => {
    const unset = { model: null, dimensions: null, encoding_format: null, user: null, task: null };
    expect(readRequest({ input: "a", ...unset })).toEqual({
      items: [{ text: "a" }],
      model: undefined,
      dimensions: undefined,
      encoding: "float",
      purpose: "DOCUMENT",
    });
  });

  it.each([
    ["purpose", "QUERY", "QUERY"],
    ["purpose", "CLUSTERING", "CLUSTERING"],
    ["input_type", "query", "QUERY"],
    ["input_type", "passage", "DOCUMENT"],
    ["input_type", "search_query", "QUERY"],
    ["task", "retrieval.query", "QUERY"],
    ["task", "retrieval.passage", "DOCUMENT"],
    ["task", "classification", "CLASSIFICATION"],
    ["task", "separation", "CLUSTERING"],
  ])("%s may be %s", (field, value, purpose) => {
    expect(readRequest({ input: "a", [field]: value }).purpose).toBe(purpose);
  });

  it.each([
    [{ model: 3 }, "model", "model: it is 3; it must be the id or an alias of a model"],
    [{ dimensions: "512" }, "dimensions", 'dimensions: it is "512"; it must be a whole number'],
    [{ dimensions: 1.5 }, "dimensions", "dimensions: it is 1.5; it must be a whole number"],
    [
      { encoding_format: "int8" },
      "encoding_format",
      'encoding_format: it is "int8"; it may be "float", "base64"',
    ],
    [
      { truncate: "NONE" },
      "truncate",
      'there is no field "truncate". The fields are input, messages, model, dimensions, encoding_format, user, purpose, input_type, task, language.',
    ],
    [
      { language: "de_DE!" },
      "language",
      '"de_DE!" is not a BCP 47 language tag. Use one such as "en", "fr" or "pt-BR", or leave language out to have it detected from the texts.',
    ],
    [
      { purpose: "QUERY", task: "separation" },
      "purpose",
      "`purpose`, `input_type` and `task` say the same; give one of them.",
    ],
  ])("is refused as %j", (more, param, message) => {
    expect(() => readRequest({ input: "a", ...more })).toThrow(
      expect.objectContaining({ code: "BAD_INPUT", param, message }),
    );
  });

  it("is refused with the list of what it may be", () => {
    expect(() => readRequest({ input: "a", task: "code.query" })).toThrow(
      /^task: it is "code\.query"; it may be .*"retrieval\.query"/,
    );
  });
});

it.each([
  ["an empty list", [], { code: "BAD_INPUT", message: "input is empty; give at least one." }],
  ["more than MAX_INPUTS", Array(101).fill("a"), { code: "TOO_LARGE" }],
])("is not %s of inputs", (_what, input, error) => {
  expect(() => readRequest({ input })).toThrow(
    expect.objectContaining({ ...error, param: "input" }),
  );
});

it("is a whole body that may be no list", () => {
  const error = { code: "BAD_INPUT", message: "The body is a list; it must be an object." };
  expect(() => readRequest([])).toThrow(expect.objectContaining(error));
});
