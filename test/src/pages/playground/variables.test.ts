import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  filesIn,
  placeFiles,
  takesManyPhotos,
  withoutFile,
} from "../../../../src/pages/playground/variables.ts";
import { variablesText } from "../../../../src/pages/playground/variables-text.ts";

const one = "query One($picture: ImageInput!, $labels: [String!]!) { x }";
const images = (...names: string[]) => names.map((name) => ({ name, kind: "image" as const }));
const videos = (...names: string[]) => names.map((name) => ({ name, kind: "video" as const }));
const many = "query Many($pictures: [ImageInput!]!) { x }";

describe("placing photos in variables", () => {
  it("fills the variable of type ImageInput, whatever its name", () => {
    const placed = placeFiles(images("a.jpg"), one, undefined, { labels: ["a cat"] });
    expect(placed?.variables).toEqual({ labels: ["a cat"], picture: { upload: "a.jpg" } });
    expect(placed?.into.get("a.jpg")).toBe("picture");
  });

  it("replaces what a single variable held", () => {
    const placed = placeFiles(images("b.jpg"), one, undefined, {
      picture: { url: "http://x/a.jpg" },
    });
    expect(placed?.variables).toEqual({ picture: { upload: "b.jpg" } });
  });

  it.each(["[ImageInput!]!", "[ImageInput!]", "[ImageInput]!", "[ImageInput]"])(
    "adds to a list of type %s",
    (type) => {
      const query = `query ($pictures: ${type}) { x }`;
      const before = { pictures: [{ upload: "a.jpg" }] };
      expect(placeFiles(images("b.jpg", "c.jpg"), query, undefined, before)?.variables).toEqual({
        pictures: [{ upload: "a.jpg" }, { upload: "b.jpg" }, { upload: "c.jpg" }],
      });
    },
  );

  it("fills two single variables one after the other, and leaves the third photo out", () => {
    const query = "query ($left: ImageInput!, $right: ImageInput) { x }";
    const placed = placeFiles(images("a", "b", "c"), query, undefined, {});
    expect(placed?.variables).toEqual({ left: { upload: "a" }, right: { upload: "b" } });
    expect([...(placed?.into.keys() ?? [])]).toEqual(["a", "b"]);
  });

  it("prefers an empty single variable to a list, and a list to replacing a photo", () => {
    const query = "query ($first: ImageInput!, $others: [ImageInput!]!) { x }";
    const placed = placeFiles(images("a"), query, undefined, {});
    expect(placed?.variables).toEqual({ first: { upload: "a" } });
    expect(placeFiles(images("b"), query, undefined, placed!.variables)?.variables).toEqual({
      first: { upload: "a" },
      others: [{ upload: "b" }],
    });
  });

  it("looks at the operation that is selected", () => {
    const placed = placeFiles(images("a.jpg"), `${one} ${many}`, "Many", {});
    expect(placed?.variables).toEqual({ pictures: [{ upload: "a.jpg" }] });
  });

  it("answers null when no variable takes a photo, and throws on a query that does not parse", () => {
    expect(
      placeFiles(images("a.jpg"), "query ($video: VideoInput!) { x }", undefined, {}),
    ).toBeNull();
    expect(placeFiles(images("a.jpg"), "{ x }", undefined, {})).toBeNull();
    expect(() => placeFiles(images("a.jpg"), "query (", undefined, {})).toThrow("Syntax Error");
  });

  it("puts videos into variables of type VideoInput, and photos into the others", () => {
    const query = "query ($a: VideoInput!, $b: ImageInput!) { x }";
    const both = [...images("a.jpg"), ...videos("b.mp4")];
    expect(placeFiles(both, query, undefined, {})?.variables).toEqual({
      a: { upload: "b.mp4" },
      b: { upload: "a.jpg" },
    });
    expect(placeFiles(videos("b.mp4"), many, undefined, {})).toBeNull();
  });

  it("knows whether the operation could take many", () => {
    expect(takesManyPhotos(`${one} ${many}`, "Many")).toBe(true);
    expect(takesManyPhotos(`${one} ${many}`, "One")).toBe(false);
    expect(takesManyPhotos("query ($videos: [VideoInput!]!) { x }", undefined)).toBe(false);
    expect(takesManyPhotos("query (", undefined)).toBe(false);
  });

  it("is undone by taking the photo out, for any list", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (names, name) => {
        const pictures = names.filter((other) => other !== name).map((upload) => ({ upload }));
        const placed = placeFiles(images(name), many, undefined, { pictures });
        expect(withoutFile(placed!.variables, name)).toEqual({ pictures });
      }),
    );
  });
});

describe("the text of variables", () => {
  it("is the same JSON, however it is broken into lines", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (variables) => {
        const json = JSON.stringify(variables);
        expect(JSON.stringify(JSON.parse(variablesText(variables)))).toBe(json);
      }),
    );
  });

  it("keeps what is short on one line", () => {
    expect(variablesText({ image: { upload: "cat.jpg" }, texts: ["a cat"] })).toBe(
      '{\n  "image": { "upload": "cat.jpg" },\n  "texts": ["a cat"]\n}',
    );
  });

  it("breaks up what is long", () => {
    const input = { language: "ja", priority: "QUALITY", cloud: false };
    expect(variablesText({ input })).toBe(
      '{\n  "input": {\n    "language": "ja",\n    "priority": "QUALITY",\n    "cloud": false\n  }\n}',
    );
  });

  it("gives its files away also while it is unfinished", () => {
    const text = '{ "images": [{ "upload": "a \\"b\\".jpg" }, { "upload" : "c.jpg" }], "texts": [';
    expect([...filesIn(text)]).toEqual(['a "b".jpg', "c.jpg"]);
  });
});
