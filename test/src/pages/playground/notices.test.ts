import { describe, expect, it } from "vitest";
import { notImages, whereTheyWent } from "../../../../src/pages/playground/notices.ts";

const names = (count: number) => Array.from({ length: count }, (_, i) => `${i}.jpg`);

describe("what the playground says of photos", () => {
  it("names the one photo that a variable took, and counts several", () => {
    expect(whereTheyWent(["cat.jpg"], new Map([["cat.jpg", "image"]]))).toBe(
      "cat.jpg is in $image.",
    );
    const into = new Map(names(8).map((name) => [name, "images"]));
    expect(whereTheyWent(names(8), into)).toBe("8 photos are in $images.");
  });

  it("says of each variable what it took", () => {
    const into = new Map([
      ["0.jpg", "first"],
      ["1.jpg", "others"],
      ["2.jpg", "others"],
    ]);
    expect(whereTheyWent(names(3), into)).toBe("0.jpg is in $first. 2 photos are in $others.");
  });

  it("says for which photos there was no variable left", () => {
    const into = new Map([["0.jpg", "image"]]);
    expect(whereTheyWent(names(2), into)).toMatch(/No variable is left for 1\.jpg\.$/);
    expect(whereTheyWent(names(4), into)).toMatch(/No variable is left for 3 photos\.$/);
  });

  it("says which files are not images", () => {
    expect(notImages(["notes.txt"])).toBe("notes.txt is not an image.");
    expect(notImages(["notes.txt", "song.mp3"])).toBe("2 files are not images.");
  });
});
