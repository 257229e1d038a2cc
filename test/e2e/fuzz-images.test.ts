import { readFileSync } from "node:fs";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { modelProcessesOf } from "../support/processes.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

const embedImages = `query ($images: [ImageInput!]!) {
  embedImages(images: $images) { dimensions }
}`;
const formats = ["jpeg", "png", "webp", "gif", "tiff", "avif"] as const;
/** How many of a file's first bytes say what it is. */
const magic = { jpeg: 4, png: 16, webp: 16, gif: 6, tiff: 8, avif: 32 };
const maxPixels = 1_000_000;

let gateway: Gateway;
let whole: Record<(typeof formats)[number], Buffer>;
beforeAll(async () => {
  gateway = await startTestGateway({ MAX_IMAGE_PIXELS: `${maxPixels}`, CACHE_MB: "0" });
  const photo = sharp(readFileSync("test/fixtures/photos/coffee.jpg")).resize(48, 32);
  const files = formats.map(async (format) => [
    format,
    await photo.clone().toFormat(format).toBuffer(),
  ]);
  whole = Object.fromEntries(await Promise.all(files)) as typeof whole;
  // The model is loaded, and its process is there.
  await embed([whole.png]);
});
afterAll(() => gateway.close());

/** A code for each image, or its number of dimensions. */
async function embed(images: readonly Uint8Array[]): Promise<(string | number)[]> {
  const { data, errors = [] } = await post(gateway, embedImages, {
    images: images.map((bytes) => ({ base64: Buffer.from(bytes).toString("base64") })),
  });
  const codes = new Map(errors.map(({ path, extensions }) => [path?.[1], extensions.code]));
  return images.map((_, i) => data?.embedImages[i]?.dimensions ?? codes.get(i) ?? "nothing");
}

const bytes = fc.uint8Array({ minLength: 0, maxLength: 3_000 });
const format = fc.constantFrom(...formats);

/** Nothing of it is right but the start. */
const startOnly = fc
  .tuple(format, bytes)
  .map(([name, rest]) => Buffer.concat([whole[name].subarray(0, magic[name]), rest]));
const cutOff = fc
  .tuple(format, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([name, part]) => whole[name].subarray(0, Math.floor(part * whole[name].length)));
/** Some bytes are other ones; the first of a file are more often. */
const damaged = fc
  .tuple(
    format,
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ max: 255, min: 0 })),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
  )
  .map(([name, changes]) => {
    const file = Buffer.from(whole[name]);
    for (const [where, value] of changes) {
      file[Math.min(file.length - 1, Math.floor(where ** 3 * file.length))] = value;
    }
    return file;
  });
const side = fc.oneof(
  fc.integer({ min: 1, max: 70_000 }),
  fc.constantFrom(0, 0x7fffffff, 0xffffffff),
);
/** As the file says of itself. */
const sized = fc
  .tuple(fc.constantFrom("png", "gif", "jpeg", "webp"), side, side)
  .map(([name, width, height]) => withSize(name as "png", width, height));

function withSize(name: "png" | "gif" | "jpeg" | "webp", width: number, height: number): Buffer {
  const file = Buffer.from(whole[name]);
  if (name === "png") {
    file.writeUInt32BE(width, 16);
    file.writeUInt32BE(height, 20);
  } else if (name === "gif") {
    file.writeUInt16LE(width & 0xffff, 6);
    file.writeUInt16LE(height & 0xffff, 8);
  } else if (name === "jpeg") {
    // Height and width in the start of frame, after its marker, length and precision.
    const frame = file.indexOf(Buffer.of(0xff, 0xc0));
    file.writeUInt16BE(height & 0xffff, frame + 5);
    file.writeUInt16BE(width & 0xffff, frame + 7);
  } else {
    // 14 bits each, after the key frame's start code.
    const code = file.indexOf(Buffer.of(0x9d, 0x01, 0x2a));
    file.writeUInt16LE(width & 0x3fff, code + 3);
    file.writeUInt16LE(height & 0x3fff, code + 5);
  }
  return file;
}

it("any file ends as a vector or as the client's own mistake, in the same processes and within bounds", async () => {
  const processes = modelProcessesOf(process.pid);
  expect(processes.length).toBeGreaterThan(0);
  const mostBefore = mostMemoryOf([process.pid, ...processes]);
  const seen = new Map<string | number, number>();

  const images = fc.array(fc.oneof(startOnly, cutOff, damaged, sized), {
    minLength: 24,
    maxLength: 24,
  });
  await fc.assert(
    fc.asyncProperty(images, async (files) => {
      for (const outcome of await embed(files)) {
        expect([512, "IMAGE_UNREADABLE", "TOO_LARGE"]).toContain(outcome);
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }
    }),
    // Shrinking would take minutes; a failure names its seed.
    { numRuns: 20, endOnFailure: true },
  );

  expect(seen.size).toBe(3);
  expect(modelProcessesOf(process.pid)).toEqual(processes);
  expect((await fetch(`${gateway.url}/ready`)).status).toBe(200);
  // Pictures of a million pixels need some 10 MB; a declared one of 4 billion would need 12 GB.
  expect(mostMemoryOf([process.pid, ...processes])).toBeLessThan(mostBefore + 700e6);
}, 60_000);

/** Bytes that the processes held at the most, together (Linux). */
function mostMemoryOf(pids: readonly number[]): number {
  return pids
    .map((pid) => /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1])
    .reduce((sum, kB) => sum + Number(kB ?? 0) * 1024, 0);
}
