import { describe, expect, it } from "vitest";
import { addFiles, photoAt } from "../../../../src/pages/compare/photos/add-photos.ts";

const file = (name: string, { type = "image/jpeg", size = 3 } = {}) =>
  new File([new Uint8Array(size)], name, { type });
const found = (name: string, folder: string | null = null) => ({ file: file(name), folder });
const options = { maxBytes: 10, before: 0 };

describe("files that become photos", () => {
  it("are expected to show what their folders are called, where there are several", () => {
    const { photos } = addFiles([found("1.jpg", "cats"), found("2.jpg", "dogs")], options);
    expect(photos.map(({ expected }) => expected)).toEqual(["cats", "dogs"]);
    const { photos: ofOne } = addFiles([found("1.jpg", "cats"), found("2.jpg", "cats")], options);
    expect(ofOne.map(({ expected }) => expected)).toEqual([null, null]);
  });

  it("have ids that sort in the order they came", () => {
    const first = addFiles([found("b"), found("a")], options).photos;
    const second = addFiles([found("c")], { ...options, before: 9 }).photos;
    const ids = [...first, ...second].map(({ id }) => id);
    expect(ids.toSorted((a, b) => a.localeCompare(b))).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
  });

  it("are refused one by one, with the file's name, what it is and what the server takes", () => {
    const { photos, refused } = addFiles(
      [
        { file: file("notes.txt", { type: "text/plain" }), folder: null },
        { file: file("big.jpg", { size: 11 }), folder: null },
        { file: file("empty.jpg", { size: 0 }), folder: null },
        found("good.jpg"),
      ],
      options,
    );
    expect(photos.map(({ name }) => name)).toEqual(["good.jpg"]);
    expect(refused).toEqual([
      "notes.txt is text/plain. The server reads JPEG, PNG, WebP, GIF, TIFF and AVIF.",
      "big.jpg has 0 MB. The server takes 0 MB at most.",
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
  it("goes by the last part of its path", () => {
    expect(photoAt(" https://example.org/a/my%20cat.jpg?size=1 ", 0)).toMatchObject({
      name: "my cat.jpg",
      source: "https://example.org/a/my%20cat.jpg?size=1",
    });
    expect(photoAt("http://example.org", 0).name).toBe("example.org");
  });

  it.each(["cat.jpg", "ftp://example.org/cat.jpg", "file:///cat.jpg"])("is not %s", (address) => {
    expect(() => photoAt(address, 0)).toThrow(`"${address}" is not an address`);
  });
});
