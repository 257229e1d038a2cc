import { describe, expect, it } from "vitest";
import {
  createPhotoList,
  type PhotoListOptions,
} from "../../../../src/pages/compare/photos/photo-list.ts";
import type { KeptPhoto, PhotoStore } from "../../../../src/pages/compare/photos/store.ts";

const file = (name: string) => ({
  file: new File([name], name, { type: "image/jpeg" }),
  folder: null,
});

/** As the browser's database: it outlives the page. */
function memoryStore(full = false): PhotoStore {
  const kept = new Map<string, KeptPhoto>();
  return {
    all: async () => [...kept.values()],
    async put(photos) {
      if (full) {
        throw new Error("QuotaExceededError");
      }
      photos.forEach((photo) => kept.set(photo.id, photo));
    },
    remove: async (ids) => ids.forEach((id) => kept.delete(id)),
  };
}

function visit(store: PhotoStore | undefined, options: Partial<PhotoListOptions> = {}) {
  const list = createPhotoList({
    store: Promise.resolve(store),
    thumbnailOf: async (blob) => `blob:${await blob.text()}`,
    ...options,
  });
  const names = () => list.shown().photos.map(({ name }) => name);
  return { list, names };
}

describe("the visitor's photos", () => {
  it("come back after a reload, with what is expected of them, before new ones", async () => {
    const store = memoryStore();
    const first = visit(store);
    first.list.addFiles([file("a.jpg"), file("b.jpg"), file("c.jpg")], undefined);
    await expect.poll(first.names).toHaveLength(3);
    first.list.expect(first.list.shown().photos[1]!.id, "a boat");
    first.list.remove([first.list.shown().photos[0]!.id]);

    const second = visit(store);
    second.list.addFiles([file("d.jpg")], undefined);
    await expect.poll(second.names).toEqual(["b.jpg", "c.jpg", "d.jpg"]);
    const { photos } = second.list.shown();
    expect(photos[0]!.expected).toBe("a boat");
    expect(new Set(photos.map(({ id }) => id)).size).toBe(3);
  });

  it("get their thumbnails one by one", async () => {
    const { list } = visit(memoryStore());
    list.addFiles([file("a.jpg"), file("b.jpg")], undefined);
    await expect
      .poll(() => list.shown().photos.map(({ thumbnail }) => thumbnail))
      .toEqual(["blob:a.jpg", "blob:b.jpg"]);
  });

  it.each([
    ["keeps nothing", undefined],
    ["has no room", memoryStore(true)],
  ])("are there where the browser %s, and it is said that they will go", async (_, store) => {
    const { list, names } = visit(store);
    list.addFiles([file("a.jpg")], undefined);
    await expect.poll(names).toEqual(["a.jpg"]);
    await expect.poll(() => list.shown().kept).toBe(false);
  });

  it("say of an address why it is none", async () => {
    const { list, names } = visit(memoryStore());
    list.addUrl("cat.jpg");
    await expect.poll(() => list.shown().notices).toEqual([expect.stringContaining('"cat.jpg"')]);
    expect(names()).toEqual([]);
  });
});
