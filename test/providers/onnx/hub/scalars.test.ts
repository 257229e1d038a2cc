import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { repoPaths } from "../../../../providers/onnx/hub/cache.ts";
import { readScalars } from "../../../../providers/onnx/hub/scalars.ts";
import { bench, clip, commit, filesUnder, repo } from "./bench.ts";

const path = "model.safetensors";
const file = { repo, revision: commit, path };

interface Tensor {
  readonly dtype: string;
  readonly bytes: Buffer;
}

/** As the safetensors library writes it: length, header, tensors one after the other. */
function safetensors(tensors: Record<string, Tensor>): Buffer {
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  for (const [name, { dtype, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape: [], data_offsets: [offset, offset + bytes.length] };
    offset += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

function f32(value: number): Tensor {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return { dtype: "F32", bytes };
}

const weights = { dtype: "F32", bytes: Buffer.alloc(400_000, 7) };
const siglip = { weights, logit_scale: f32(4.765), more: weights, logit_bias: f32(-12.932437) };
const served = (content: Buffer) => ({ [repo]: clip({ files: { [path]: content }, lfs: [path] }) });
const local = (content: Buffer) =>
  readScalars(file, async (start, length) => content.subarray(start, start + length));

describe("scale and bias of a checkpoint", () => {
  test("are read by ranges, the scale as the factor, and never asked for again", async () => {
    const { hub, another, server, settings } = await bench(served(safetensors(siglip)));
    const [scalars, again] = await Promise.all([hub.scalars(file), hub.scalars(file)]);
    expect(scalars.logitScale).toBeCloseTo(117.33, 1);
    expect(scalars.logitBias).toBeCloseTo(-12.932437, 6);
    expect(again).toEqual(scalars);
    expect(server.bytesSince()).toBeLessThan(500);
    expect(await another({ offline: true }).scalars(file)).toEqual(scalars);
    expect(server.bytesSince()).toBe(0);
    expect(await filesUnder(settings.cache)).toEqual([]);
  });

  test("come from the cache where the checkpoint is in it", async () => {
    const { another, settings } = await bench();
    const pointer = join(repoPaths(settings.cache, repo).snapshot(commit), path);
    await mkdir(dirname(pointer), { recursive: true });
    await writeFile(pointer, safetensors({ weights, logit_scale: f32(Math.log(100)) }));
    const { logitScale, logitBias } = await another({ offline: true }).scalars(file);
    expect(logitScale).toBeCloseTo(100, 3);
    expect(logitBias).toBeUndefined();
  });

  test("are asked for again after a fault that passes", async () => {
    const { hub, server } = await bench(served(safetensors(siglip)));
    server.fail({ path, kind: { status: 503 } });
    expect((await hub.scalars(file)).logitScale).toBeCloseTo(117.33, 1);
  });

  test("are not looked for in a file that is not served in ranges", async () => {
    const { hub, server } = await bench(served(safetensors(siglip)));
    server.fail({ path, kind: "ignores range", times: 99 });
    await expect(hub.scalars(file)).rejects.toMatchObject({
      retryable: false,
      message: expect.stringMatching(/model\.safetensors of acme\/clip is not served in ranges/),
    });
  });

  test("offline and unknown, say so", async () => {
    const { another } = await bench();
    const asked = another({ offline: true }).scalars(file);
    await expect(asked).rejects.toThrow(/HF_HUB_OFFLINE is set/);
  });
});

describe("the numbers of a safetensors file", () => {
  test("any float32 is itself", async () => {
    await fc.assert(
      fc.asyncProperty(fc.float({ noNaN: true, min: -50, max: 50 }), async (value) => {
        const content = safetensors({ logit_bias: f32(value), weights, logit_scale: f32(value) });
        const { logitScale, logitBias } = await local(content);
        expect([logitScale, logitBias]).toEqual([Math.exp(value), value]);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["F16", 0x3c00, 1],
    ["F16", 0xc000, -2],
    ["F16", 0x7bff, 65_504],
    ["F16", 0x3555, 0.333251953125],
    ["F16", 0x0001, 2 ** -24],
    ["F16", 0x8000, -0],
    ["BF16", 0x3f80, 1],
    ["BF16", 0xc14f, -12.9375],
  ])("%s %i is %f", async (dtype, bits, value) => {
    const bytes = Buffer.alloc(2);
    bytes.writeUInt16LE(bits);
    const content = safetensors({ logit_scale: f32(0), logit_bias: { dtype, bytes } });
    expect((await local(content)).logitBias).toBe(value);
  });

  test("F64 too", async () => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(0.1);
    const content = safetensors({ logit_scale: { dtype: "F64", bytes } });
    expect((await local(content)).logitScale).toBe(Math.exp(0.1));
  });

  test.each<[string, Buffer, RegExp]>([
    ["no logit_scale", safetensors({ weights }), /no usable logit_scale/],
    ["a vector", safetensors({ logit_scale: weights }), /logit_scale that is not one float/],
    ["integers", safetensors({ logit_scale: { ...f32(1), dtype: "I32" } }), /not one float/],
    ["not a number", safetensors({ logit_scale: f32(NaN) }), /no usable logit_scale/],
    ["another format", Buffer.from("PK\u0003\u0004 a zip of pickles"), /is no safetensors file/],
    ["a broken header", Buffer.from("\u0004\0\0\0\0\0\0\0null"), /broken safetensors header/],
  ])("%s is an error that says so", async (_, content, message) => {
    await expect(local(content)).rejects.toThrow(message);
  });
});
