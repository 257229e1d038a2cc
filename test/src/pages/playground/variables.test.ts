import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { photosIn, placePhotos, withoutPhoto } from "../../../../src/pages/playground/variables.ts";
import { variablesText } from "../../../../src/pages/playground/variables-text.ts";

const one = "query One($picture: ImageInput!, $labels: [String!]!) { x }";
const many = "query Many($pictures: [ImageInput!]!) { x }";

describe("placing photos in variables", () => {
  it("fills the variable of type ImageInput, whatever its name", () => {
    const placed = placePhotos(["a.jpg"], one, undefined, { labels: ["a cat"] });
    expect(placed?.variables).toEqual({ labels: ["a cat"], picture: { upload: "a.jpg" } });
    expect(placed?.into.get("a.jpg")).toBe("picture");
  });

  it("replaces what a single variable held", () => {
    const placed = placePhotos(["b.jpg"], one, undefined, { picture: { url: "http://x/a.jpg" } });
    expect(placed?.variables).toEqual({ picture: { upload: "b.jpg" } });
  });

  it.each(["[ImageInput!]!", "[ImageInput!]", "[ImageInput]!", "[ImageInput]"])(
    "adds to a list of type %s",
    (type) => {
      const query = `query ($pictures: ${type}) { x }`;
      const before = { pictures: [{ upload: "a.jpg" }] };
      expect(placePhotos(["b.jpg", "c.jpg"], query, undefined, before)?.variables).toEqual({
        pictures: [{ upload: "a.jpg" }, { upload: "b.jpg" }, { upload: "c.jpg" }],
      });
    },
  );

  it("fills two single variables one after the other, and leaves the third photo out", () => {
    const query = "query ($left: ImageInput!, $right: ImageInput) { x }";
    const placed = placePhotos(["a", "b", "c"], query, undefined, {});
    expect(placed?.variables).toEqual({ left: { upload: "a" }, right: { upload: "b" } });
    expect([...(placed?.into.keys() ?? [])]).toEqual(["a", "b"]);
  });

  it("prefers an empty single variable to a list, and a list to replacing a photo", () => {
    const query = "query ($first: ImageInput!, $others: [ImageInput!]!) { x }";
    const placed = placePhotos(["a"], query, undefined, {});
    expect(placed?.variables).toEqual({ first: { upload: "a" } });
    expect(placePhotos(["b"], query, undefined, placed!.variables)?.variables).toEqual({
      first: { upload: "a" },
      others: [{ upload: "b" }],
    });
  });

  it("looks at the operation that is selected", () => {
    const placed = placePhotos(["a.jpg"], `${one} ${many}`, "Many", {});
    expect(placed?.variables).toEqual({ pictures: [{ upload: "a.jpg" }] });
  });

  it("answers null when no variable takes a photo, and throws on a query that does not parse", () => {
    expect(placePhotos(["a.jpg"], "query ($video: VideoInput!) { x }", undefined, {})).toBeNull();
    expect(placePhotos(["a.jpg"], "{ x }", undefined, {})).toBeNull();
    expect(() => placePhotos(["a.jpg"], "query (", undefined, {})).toThrow("Syntax Error");
  });

  it("is undone by taking the photo out, for any list", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (names, name) => {
        const pictures = names.filter((other) => other !== name).map((upload) => ({ upload }));
        const placed = placePhotos([name], many, undefined, { pictures });
        expect(withoutPhoto(placed!.variables, name)).toEqual({ pictures });
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

  it("gives its photos away also while it is unfinished", () => {
    const text = '{ "images": [{ "upload": "a \\"b\\".jpg" }, { "upload" : "c.jpg" }], "texts": [';
    expect([...photosIn(text)]).toEqual(['a "b".jpg', "c.jpg"]);
  });
});
