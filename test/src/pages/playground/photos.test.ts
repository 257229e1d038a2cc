import { describe, expect, it, vi } from "vitest";
import { createPhotos } from "../../../../src/pages/playground/photos.ts";

const shipped = { name: "cat.jpg", url: "http://127.0.0.1/cat.jpg" };
const file = (name: string, content: string) => new File([content], name, { lastModified: 1 });

describe("the photos at hand", () => {
  it("are told apart by their names, also when their files are called the same", () => {
    const photos = createPhotos([shipped]);
    expect(photos.attach([file("cat.jpg", "mine")])).toEqual(["cat-2.jpg"]);
    expect(photos.attach([file("cat.jpg", "another")])).toEqual(["cat-3.jpg"]);
    expect(photos.attach([file("photo", "a"), file("photo", "bc")])).toEqual(["photo", "photo-2"]);
  });

  it("hold the same file only once", () => {
    const photos = createPhotos([]);
    const same = file("a.jpg", "a");
    expect(photos.attach([same, same])).toEqual(["a.jpg", "a.jpg"]);
    expect(photos.list()).toHaveLength(1);
  });

  it("open by name, until they are removed", async () => {
    const photos = createPhotos([]);
    photos.attach([file("a.jpg", "bytes")]);
    expect(await (await photos.open("a.jpg"))?.text()).toBe("bytes");
    photos.remove("a.jpg");
    expect(photos.open("a.jpg")).toBeUndefined();
  });

  it("tell their listeners of every change", () => {
    const photos = createPhotos([shipped]);
    const listener = vi.fn();
    const stop = photos.subscribe(listener);
    photos.attach([file("a.jpg", "a")]);
    photos.remove("a.jpg");
    stop();
    photos.attach([file("b.jpg", "b")]);
    expect(listener).toHaveBeenCalledTimes(2);
  });
});
