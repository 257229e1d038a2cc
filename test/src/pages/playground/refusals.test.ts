import { describe, expect, it } from "vitest";
import { sortFiles } from "../../../../src/pages/playground/refusals.ts";

const limits = { maxFiles: 3, maxImageBytes: 1_500_000, maxVideoBytes: 20_000_000 };

function file(name: string, type: string, size = 1): File {
  const empty = new File([], name, { type });
  return Object.defineProperty(empty, "size", { value: size });
}

describe("files that the server would refuse", () => {
  it("are those whose format it does not read, which is named", () => {
    const files = [
      file("a.heic", ""),
      file("b.svg", "image/svg+xml"),
      file("c.pdf", "application/pdf"),
      file("d.jpg", "image/jpeg"),
      file("e.avif", ""),
      file("f", ""),
      file("g.webm", "video/webm"),
    ];
    const { taken, refusals } = sortFiles(files, limits);
    expect(taken.map(({ name }) => name)).toEqual(["d.jpg", "e.avif", "f", "g.webm"]);
    expect(refusals).toEqual([
      "a.heic is HEIC; the server reads JPEG, PNG, WebP, GIF, TIFF and AVIF.",
      "b.svg is SVG; the server reads JPEG, PNG, WebP, GIF, TIFF and AVIF.",
      "c.pdf is not an image or a video.",
    ]);
  });

  it("are those that are too large, with their size and the limit of their kind", () => {
    const files = [
      file("a.jpg", "image/jpeg", 1_500_000),
      file("b.jpg", "image/jpeg", 2_345_678),
      file("c.mp4", "video/mp4", 20_000_000),
      file("d.mp4", "video/mp4", 123_456_789),
    ];
    const { taken, refusals } = sortFiles(files, limits);
    expect(taken.map(({ name }) => name)).toEqual(["a.jpg", "c.mp4"]);
    expect(refusals).toEqual([
      "b.jpg has 2.3 MB; the server takes photos of up to 1.5 MB.",
      "d.mp4 has 123.5 MB; the server takes videos of up to 20 MB.",
    ]);
  });

  it("share a sentence where they share a reason", () => {
    const files = ["a.txt", "b.txt", "c.txt"].map((name) => file(name, "text/plain"));
    expect(sortFiles(files, limits).refusals).toEqual([
      "3 files (a.txt and so on) are not images or videos.",
    ]);
  });

  it("are not known by their size while the limits are not", () => {
    const huge = file("a.jpg", "image/jpeg", 1e12);
    expect(sortFiles([huge], undefined)).toEqual({ taken: [huge], refusals: [] });
  });
});
