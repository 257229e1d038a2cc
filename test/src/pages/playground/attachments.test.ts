import { describe, expect, it, vi } from "vitest";
import { createAttachments } from "../../../../src/pages/playground/attachments.ts";

const shipped = { name: "cat.jpg", kind: "image" as const, url: "http://127.0.0.1/cat.jpg" };
const file = (name: string, content: string) => new File([content], name, { lastModified: 1 });

describe("the files at hand", () => {
  it("are told apart by their names, also when their files are called the same", () => {
    const files = createAttachments([shipped]);
    expect(files.attach([file("cat.jpg", "mine")])).toEqual(["cat-2.jpg"]);
    expect(files.attach([file("cat.jpg", "another")])).toEqual(["cat-3.jpg"]);
    expect(files.attach([file("photo", "a"), file("photo", "bc")])).toEqual(["photo", "photo-2"]);
  });

  it("hold the same file only once", () => {
    const files = createAttachments([]);
    const same = file("a.jpg", "a");
    expect(files.attach([same, same])).toEqual(["a.jpg", "a.jpg"]);
    expect(files.list()).toHaveLength(1);
  });

  it("are photos and videos, by their types, or by their endings where they have none", () => {
    const files = createAttachments([]);
    const typed = new File(["a"], "a", { type: "video/mp4" });
    files.attach([typed, file("b.mkv", "b"), file("c.jpg", "c"), file("d", "d")]);
    const kinds = files.list().map(({ name, kind }) => `${name} ${kind}`);
    expect(kinds).toEqual(["a video", "b.mkv video", "c.jpg image", "d image"]);
  });

  it("open by name, until they are removed", async () => {
    const files = createAttachments([]);
    files.attach([file("a.jpg", "bytes")]);
    expect(await (await files.open("a.jpg"))?.text()).toBe("bytes");
    files.remove("a.jpg");
    expect(files.open("a.jpg")).toBeUndefined();
  });

  it("tell their listeners of every change", () => {
    const files = createAttachments([shipped]);
    const listener = vi.fn();
    const stop = files.subscribe(listener);
    files.attach([file("a.jpg", "a")]);
    files.remove("a.jpg");
    stop();
    files.attach([file("b.jpg", "b")]);
    expect(listener).toHaveBeenCalledTimes(2);
  });
});
