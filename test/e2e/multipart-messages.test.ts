import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";
import { expectWaysToSend } from "./ways-to-send.ts";

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.close());

const query = "query ($image: ImageInput!) { embedImage(image: $image) { dimensions } }";
const withImage = (image: unknown) => JSON.stringify({ query, variables: { image } });
const mapTo = (...paths: unknown[]) => JSON.stringify({ f: paths });
const headers = { "apollo-require-preflight": "true" };

type Parts = Readonly<Record<string, string | Blob>>;

const file = new Blob(["a file"]);
const whole: Parts = {
  operations: withImage({ upload: null }),
  map: mapTo("variables.image.upload"),
  f: file,
  g: file,
  query,
};

/** @param names of the parts in their order; what `other` does not have is as it should be */
async function send(names: string, other: Parts) {
  const body = new FormData();
  for (const name of names.split(" ")) {
    body.append(name, other[name] ?? whole[name]!);
  }
  return post(gateway, "", {}, { headers, body });
}

const twice = mapTo("variables.image.upload", "variables.image.upload");

describe("a multipart request whose parts do not fit together says so, and the three ways", () => {
  it.each([
    ["f operations map", {}, 'The file "f" came before the part "operations"'],
    ["operations f map", {}, 'The file "f" came before the part "map"'],
    ["map operations f", {}, 'The part "map" came before "operations"'],
    ["operations", {}, 'lacks the part "map"'],
    ["query", {}, 'lacks the part "operations"'],
    ["operations", { operations: file }, 'The part "operations" has a filename'],
    ["operations map map", {}, 'two parts named "map"'],
    ["operations map", { operations: withImage({ upload: "a" }) }, "leads to a string"],
    ["operations map", { map: mapTo("image.upload") }, 'mean "variables.image.upload"?'],
    ["operations map", { map: mapTo("image.upload") }, "leads to nothing; it must lead to a null"],
    ["operations map", { map: mapTo("variables.image") }, "leads to an object"],
    ["operations map", { map: twice }, "leads to the place of another file"],
    ["operations map", { map: mapTo(7) }, "The path 7 of the map"],
    ["operations map", { map: '{"f":"variables"}' }, '"f" a string; it must be a list of paths'],
    ["operations map", { map: "[]" }, "is a list; it must be an object"],
    ["operations map", {}, 'lacks the file "f", which its map names. Its files: none'],
    ["operations map g", {}, 'Its files: "g"'],
    ["operations map f", { f: "a text" }, 'The part "f" is a text, not the file that the map'],
    ["f operations map", { f: "a text" }, 'lacks the file "f"'],
    ["operations map f", { map: "{}" }, 'null at "image.upload"'],
  ] as [string, Parts, string][])("%s %j", async (names, other, expected) => {
    const { errors } = await send(names, other);
    expect(errors!.map(({ message }) => message)).toEqual([expect.stringContaining(expected)]);
    expectWaysToSend(errors![0]!.message);
  });

  it.each([
    [null, "variables.image", 'got invalid value the file "f"; Exactly one key'],
    [{ url: null }, "variables.image.url", 'a non string value: the file "f". There'],
    [{ upload: null, url: "a" }, "variables.image.upload", '{ upload: the file "f", url: "a" }'],
  ])("with a file in %j at %s, not showing its inside", async (image, path, expected) => {
    const other = { operations: withImage(image), map: mapTo(path) };
    const { errors } = await send("operations map f", other);
    const { message } = errors![0]!;
    expect(message).toContain(expected);
    expect(message).not.toMatch(/function|promise:|parallax-/);
    expectWaysToSend(message);
  });

  it("unless it names no boundary: then who should have", async () => {
    const init = { headers: { ...headers, "content-type": "multipart/form-data" }, body: "--x" };
    const { errors } = await post(gateway, "", {}, init);
    expect(errors![0]!.message).toContain("Set no content-type yourself");
  });
});
