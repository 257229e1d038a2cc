import { describe, expect, it } from "vitest";
import { noVariable, tooMany, whereTheyWent } from "../../../../src/pages/playground/notices.ts";

const image = (name: string) => ({ name, kind: "image" as const });
const video = (name: string) => ({ name, kind: "video" as const });
const images = (count: number) => Array.from({ length: count }, (_, i) => image(`${i}.jpg`));

describe("what the playground says of files", () => {
  it("names the one photo that a variable took, and counts several", () => {
    expect(whereTheyWent([image("cat.jpg")], new Map([["cat.jpg", "image"]]))).toBe(
      "cat.jpg is in $image.",
    );
    const into = new Map(images(8).map(({ name }) => [name, "images"]));
    expect(whereTheyWent(images(8), into)).toBe("8 photos are in $images.");
  });

  it("says of each variable what it took", () => {
    const into = new Map([
      ["0.jpg", "first"],
      ["1.jpg", "others"],
      ["2.jpg", "others"],
    ]);
    expect(whereTheyWent(images(3), into)).toBe("0.jpg is in $first. 2 photos are in $others.");
  });

  it("says for which files there was no variable left", () => {
    const into = new Map([["0.jpg", "image"]]);
    expect(whereTheyWent(images(2), into)).toMatch(/No variable is left for 1\.jpg\.$/);
    expect(whereTheyWent(images(4), into)).toMatch(/No variable is left for 3 photos\.$/);
    const mixed = [...images(2), video("a.mp4")];
    expect(whereTheyWent(mixed, into)).toMatch(/No variable is left for 2 files\.$/);
  });

  it("names the type of variable that a photo or a video needs", () => {
    expect(noVariable(images(2))).toContain("declare one, such as ($image: ImageInput!)");
    expect(noVariable([video("a.mp4")])).toContain("declare one, such as ($video: VideoInput!)");
  });

  it("says how many files a request may have, and how many stay out", () => {
    expect(tooMany(images(1), 100)).toBe(
      "The server takes 100 files a request: 0.jpg stays out of the variables.",
    );
    expect(tooMany(images(3), 100)).toContain(": 3 photos stay out of the variables.");
  });
});
