import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createPooling } from "../../../../../providers/onnx/worker/texts/pooling.ts";

const root = await mkdtemp(join(tmpdir(), "pooling-"));
afterAll(() => rm(root, { recursive: true }));

// Two rows of three tokens of two numbers; the second row has one token and padding.
const tokens = Float32Array.of(1, 10, 2, 20, 6, 30, 5, 50, 900, 900, 900, 900);
const mask = Int32Array.of(1, 1, 1, 1, 0, 0);

describe("Pooling", () => {
  test("by mean takes the tokens of the mask only", async () => {
    const pool = await createPooling({ kind: "mean" });
    expect([...pool(tokens, mask, 3)]).toEqual([3, 20, 5, 50]);
  });

  test("by the first token takes that", async () => {
    const pool = await createPooling({ kind: "first" });
    expect([...pool(tokens, mask, 3)]).toEqual([1, 10, 5, 50]);
  });

  test("ends in the dense layer, whose weights are rows of outputs", async () => {
    const dense = await write({
      "linear.weight": [
        [1, 0],
        [0, 1],
        [1, -1],
      ],
    });
    const pool = await createPooling({ kind: "mean", dense });
    expect([...pool(tokens, mask, 3)]).toEqual([3, 20, -17, 5, 50, -45]);
  });

  test("adds the layer's bias where there is one", async () => {
    const dense = await write({ "linear.bias": [[100]], "linear.weight": [[1, 1]] }, [1]);
    const pool = await createPooling({ kind: "first", dense });
    expect([...pool(tokens, mask, 3)]).toEqual([111, 155]);
  });
});

describe("Weights of a dense layer", () => {
  test.each([
    ["nothing", Buffer.alloc(0), /header/],
    ["something else", Buffer.from("not a safetensors file at all"), /header/],
  ])("that are %s are refused", async (_, content, message) => {
    const dense = join(root, "broken.safetensors");
    await writeFile(dense, content);
    await expect(createPooling({ kind: "mean", dense })).rejects.toThrow(message);
  });

  test("that are of another type, cut off or missing are refused", async () => {
    const refused = async (dense: string) => {
      const error = await createPooling({ kind: "mean", dense }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE" });
      return (error as Error).message;
    };
    expect(await refused(await write({ "linear.weight": [[1]] }, undefined, "F16"))).toMatch(/F16/);
    expect(await refused(await write({ "other.weight": [[1]] }))).toMatch(/linear\.weight/);
    expect(await refused(await write({ "linear.weight": [[1, 2]] }, [1, 4]))).toMatch(/cut off/);
    const missing = await refused(join(root, "missing.safetensors"));
    expect(missing).toMatch(/cannot be read/);
    expect(missing).not.toContain(root);
  });
});

let count = 0;

/** Writes matrices as a safetensors file; `shape` replaces the shape of the first. */
async function write(
  matrices: Readonly<Record<string, readonly (readonly number[])[]>>,
  shape?: readonly number[],
  dtype = "F32",
): Promise<string> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const numbers: number[] = [];
  for (const [name, rows] of Object.entries(matrices)) {
    const begin = 4 * numbers.length;
    numbers.push(...rows.flat());
    const own = [rows.length, rows[0]!.length];
    const replaced = shape && begin === 0 ? shape : own;
    header[name] = { dtype, shape: replaced, data_offsets: [begin, 4 * numbers.length] };
  }
  // One byte too many, so that the numbers do not begin at a multiple of four.
  const json = Buffer.from(`${JSON.stringify(header)} `);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const path = join(root, `${count++}.safetensors`);
  await writeFile(
    path,
    Buffer.concat([length, json, Buffer.from(Float32Array.from(numbers).buffer)]),
  );
  return path;
}
