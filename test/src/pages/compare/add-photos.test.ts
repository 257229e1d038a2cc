import { describe, expect, it } from "vitest";
import { addFiles, addUrl } from "../../../../src/pages/compare/photos/add-photos.ts";

const file = (name: string, { type = "image/jpeg", size = 3 } = {}) =>
  new File([new Uint8Array(size)], name, { type });
const found = (name: string, folder: string | null = null) => ({ file: file(name), folder });
const options = { maxBytes: 10_000_000, taken: [] };

describe("files that become photos", () => {
  it("are expected to show what their folders are called, where there are several", () => {
    const { photos } = addFiles([found("1.jpg", "cats"), found("2.jpg", "dogs")], options);
    expect(photos.map(({ expected }) => expected)).toEqual(["cats", "dogs"]);
    const { photos: ofOne } = addFiles([found("1.jpg", "cats"), found("2.jpg", "cats")], options);
    expect(ofOne.map(({ expected }) => expected)).toEqual([null, null]);
  });

  it("have ids that sort in the order they came", () => {
    const first = addFiles([found("b"), found("a")], options).photos;
    const second = addFiles([found("c")], options).photos;
    const ids = [...first, ...second].map(({ id }) => id);
    expect(ids.toSorted((a, b) => a.localeCompare(b))).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });

  it("have names of their own: with the folder, or with a number", () => {
    const { photos } = addFiles(
      [found("1.jpg", "cats"), found("1.jpg", "dogs"), found("1.jpg", "dogs"), found("2.jpg")],
      { ...options, taken: ["2.jpg"] },
    );
    expect(photos.map(({ name }) => name)).toEqual(["1.jpg", "dogs/1.jpg", "1-2.jpg", "2-2.jpg"]);
  });

  it("are refused one by one, with the file's name, what it is and what the server takes", () => {
    const { photos, refused } = addFiles(
      [
        { file: file("notes.txt", { type: "text/plain" }), folder: null },
        { file: file("big.jpg", { size: 20_500_000 }), folder: null },
        { file: file("empty.jpg", { size: 0 }), folder: null },
        found("good.jpg"),
      ],
      options,
    );
    expect(photos.map(({ name }) => name)).toEqual(["good.jpg"]);
    expect(refused).toEqual([
      "notes.txt is text/plain. The server reads JPEG, PNG, WebP, GIF, TIFF and AVIF.",
      "big.jpg has 21 MB. The server takes 10 MB at most.",
      "empty.jpg is empty.",
    ]);
  });

  it("are tried where the browser does not know their type", () => {
    const unknown = { file: file("scan", { type: "" }), folder: null };
    expect(addFiles([unknown], options).photos).toHaveLength(1);
  });

  it("are none of the hidden files that systems leave in folders", () => {
    expect(addFiles([found("._1.jpg"), found(".hidden.jpg")], options)).toEqual({
      photos: [],
      refused: [],
    });
  });
});

describe("the photo at an address", () => {
  const nothing = { taken: [] };

  it.each([
    [" https://example.org/a/my%20cat.jpg?size=1 ", "my cat.jpg"],
    ["https://example.org/100%.jpg", "100%.jpg"],
    ["http://example.org", "example.org"],
  ])("%s goes by the name %s", (address, name) => {
    const [photo] = addUrl(address, nothing).photos;
    expect(photo).toMatchObject({ name, source: new URL(address.trim()).href });
  });

  it.each(["cat.jpg", "ftp://example.org/cat.jpg", "file:///cat.jpg"])("is not %s", (address) => {
    expect(addUrl(address, nothing)).toEqual({
      photos: [],
      refused: [expect.stringContaining(`"${address}" is not an address`)],
    });
  });
});
