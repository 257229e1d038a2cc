import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { splitPngs } from "../../../src/video/split-pngs.ts";
import { collect } from "./collect.ts";

let pngs: Buffer[];
beforeAll(async () => {
  pngs = await Promise.all(
    [1, 40, 3].map((width) =>
      sharp({ create: { width, height: 30, channels: 3, background: "teal" } })
        .png()
        .toBuffer(),
    ),
  );
});

async function split(pieces: Buffer[], maxBytes = 1e6): Promise<Buffer[]> {
  const all = async function* () {
    yield* pieces;
  };
  return collect(splitPngs(all(), maxBytes));
}

describe("PNG files in a row", () => {
  it("come apart whole, wherever the pieces break", async () => {
    const row = Buffer.concat(pngs);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(row.length)), async (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), row.length];
        const pieces = at.slice(1).map((end, i) => row.subarray(at[i], end));
        expect(await split(pieces)).toEqual(pngs);
      }),
    );
  });

  it("end before one that is cut off", async () => {
    const row = Buffer.concat(pngs);
    expect(await split([row.subarray(0, -1)])).toEqual(pngs.slice(0, 2));
  });

  it("are refused when one says that it is too large, before it is there", async () => {
    const endless = Buffer.concat([pngs[0]!.subarray(0, 8), Buffer.from("7fffffffIDAT", "latin1")]);
    endless.writeUInt32BE(0x7fffffff, 8);
    await expect(split([endless], 1000)).rejects.toMatchObject({ code: "TOO_LARGE" });
  });
});
