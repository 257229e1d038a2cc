import { afterEach, beforeAll, afterAll, describe, expect, it, test } from "vitest";
import { toOutput } from "../../../../providers/onnx/engines/answer.ts";
import type { EngineClient } from "../../../../providers/onnx/engines/client.ts";
import type { EngineFault, ServedModel } from "../../../servers/open-inference/index.ts";
import {
  type OpenInferenceServer,
  startOpenInference,
} from "../../../servers/open-inference/index.ts";
import { answerFrom, clientOf, never, protocols, rowsFrom, sums } from "./set-up.ts";

/** Each type of input, and an output of each type, as bits where JavaScript has no array for it. */
const types: ServedModel = {
  inputs: [
    { name: "floats", datatype: "FP32", shape: [-1, 2] },
    { name: "longs", datatype: "INT64", shape: [-1, 2] },
    { name: "ints", datatype: "INT32", shape: [-1, 2] },
  ],
  outputs: [
    { name: "all", datatype: "FP32", shape: [-1, 6] },
    { name: "double", datatype: "FP64", shape: [-1, 2] },
    { name: "half", datatype: "FP16", shape: [-1, 8] },
    { name: "bfloat", datatype: "BF16", shape: [-1, 8] },
    { name: "text", datatype: "BYTES", shape: [-1, 1] },
  ],
  async run({ floats, longs, ints }) {
    const all = [floats, longs, ints].flatMap((input) => Array.from(input!.data, Number));
    return {
      all: { data: Float32Array.from(all), dims: [1, 6] },
      double: { data: Float64Array.from([Math.PI, -1e-300]), dims: [1, 2] },
      // 1, -2, 65504, 2^-24, 2^-14, 0.333…, -0, infinity
      half: {
        data: Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x3555, 0x8000, 0x7c00),
        dims: [1, 8],
      },
      // 1, -2, the largest, the smallest, π, -0, infinity, 0.5
      bfloat: {
        data: Uint16Array.of(0x3f80, 0xc000, 0x7f7f, 0x0001, 0x4049, 0x8000, 0x7f80, 0x3f00),
        dims: [1, 8],
      },
      text: { data: new Float32Array(1), dims: [1, 1] },
    };
  },
};
const allTypes = {
  floats: { data: Float32Array.of(0.1, -1e30), dims: [1, 2] },
  longs: { data: BigInt64Array.of(49407n, -1n), dims: [1, 2] },
  ints: { data: Int32Array.of(7, -8), dims: [1, 2] },
};

const faults: readonly (readonly [EngineFault, string, RegExp])[] = [
  ["no output", "malformed", /nothing where the output y was asked for/],
  ["wrong name", "malformed", /y_2 where the output y was asked for/],
  ["wrong shape", "malformed", /y of the shape \[2, 3\] in 16 bytes of FP32/],
  ["wrong rows", "malformed", /y of the shape \[3, 2\] to 2 rows/],
  ["wrong datatype", "malformed", /y as INT32, which is none of FP32, FP64, FP16, BF16/],
  ["wrong length", "malformed", /y of the shape \[2, 2\] in 15 bytes of FP32/],
  ["garbage", "malformed", /parsing|no JSON/],
  ["drop", "down", /./],
  [{ status: 400, message: "no such thing" }, "refused", /no such thing/],
  [{ status: 401 }, "refused", /told to fail/],
  [{ status: 404 }, "down", /told to fail/],
  [{ status: 429 }, "full", /told to fail/],
  [{ status: 500 }, "failed", /told to fail/],
  [{ status: 501 }, "refused", /told to fail/],
  [{ status: 502 }, "down", /told to fail/],
  [{ status: 503 }, "down", /told to fail/],
  [{ status: 503, message: "Exceeds maximum queue size" }, "full", /queue/],
];

describe.each(protocols)("the client of an engine over %s", (protocol) => {
  let server: OpenInferenceServer;
  let client: EngineClient;

  beforeAll(async () => {
    server = await startOpenInference({
      models: {
        m: sums,
        types,
        "of eight": { ...sums, maxBatchSize: 8 },
        fixed: { ...sums, inputs: [{ ...sums.inputs[0]!, shape: [1, 3] }] },
        words: { ...sums, inputs: [{ ...sums.inputs[0]!, datatype: "BYTES" }] },
        silent: { ...sums, inputs: [] },
      },
    });
    client = clientOf(protocol, server[protocol], { headers: { "x-team": "search" } });
  });
  afterEach(() => {
    server.ready = true;
    server.faults.always(undefined);
  });
  afterAll(async () => {
    client.close();
    await server.stop();
  });

  it("reads names, types and shapes", async () => {
    expect(await client.describe("types", never)).toEqual({
      platform: "test",
      versions: ["1"],
      inputs: [
        { name: "floats", type: "float32", shape: ["dimension 0", 2] },
        { name: "longs", type: "int64", shape: ["dimension 0", 2] },
        { name: "ints", type: "int32", shape: ["dimension 0", 2] },
      ],
      outputs: ["all", "double", "half", "bfloat", "text"],
    });
  });

  it("tells a limit of the batch from a batch that the graph fixes", async () => {
    expect(await client.describe("of eight", never)).toMatchObject({
      maxBatch: 8,
      inputs: [{ shape: ["dimension 0", 3] }],
    });
    const fixed = await client.describe("fixed", never);
    expect(fixed.inputs[0]!.shape).toEqual([1, 3]);
    expect(fixed.maxBatch).toBeUndefined();
  });

  it("does without a configuration where the server has none", async () => {
    const plain = await startOpenInference({ models: { m: sums }, config: false });
    const client = clientOf(protocol, plain[protocol]);
    expect(await client.describe("m", never)).toMatchObject({ outputs: ["y"] });
    client.close();
    await plain.stop();
  });

  it("refuses graphs that cannot be fed", async () => {
    await expect(client.describe("words", never)).rejects.toThrow(/x takes BYTES/);
    await expect(client.describe("silent", never)).rejects.toThrow(/names no inputs/);
    await expect(client.describe("nobody", never)).rejects.toMatchObject({
      kind: "down",
      message: expect.stringMatching(/unknown model: 'nobody'/),
    });
  });

  it("sends each type as it is, and gives its feeds back", async () => {
    const { data, dims } = await client.infer("types", allTypes, "all", never);
    expect(dims).toEqual([1, 6]);
    expect(data).toEqual(Float32Array.of(0.1, -1e30, 49407, -1, 7, -8));
    expect(allTypes.floats.data.length).toBe(2);
  });

  it("reads numbers of each type exactly", async () => {
    const read = async (output: string) =>
      (await client.infer("types", allTypes, output, never)).data;
    expect(await read("double")).toEqual(Float32Array.of(Math.PI, -0));
    expect(await read("half")).toEqual(
      Float32Array.of(1, -2, 65504, 2 ** -24, 2 ** -14, 0.333251953125, -0, Infinity),
    );
    expect(await read("bfloat")).toEqual(
      Float32Array.of(1, -2, 3.3895313892515355e38, 2 ** -133, 3.140625, -0, Infinity, 0.5),
    );
    await expect(read("text")).rejects.toThrow(/text as BYTES/);
  });

  it.each(faults)("says of the fault %j that it is %s", async (fault, kind, message) => {
    server.faults.always(fault);
    const answer = client.infer("m", rowsFrom(0, 2), "y", never);
    await expect(answer).rejects.toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  it("lets numbers through that are not finite: others look at vectors", async () => {
    server.faults.add("not a number");
    const { data } = await client.infer("m", rowsFrom(0, 1), "y", never);
    expect(data).toEqual(Float32Array.of(NaN, NaN));
  });

  it("hears why a wrong request is refused", async () => {
    const wrong = { x: { data: new Float32Array(4), dims: [1, 4] } };
    await expect(client.infer("m", wrong, "y", never)).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/unexpected shape for input 'x'/),
    });
    await expect(client.infer("m", rowsFrom(0, 1), "z", never)).rejects.toThrow(/output 'z'/);
    await expect(client.infer("of eight", rowsFrom(0, 9), "y", never)).rejects.toThrow(/<= 8/);
  });

  it("says whether the server and the model are ready", async () => {
    await client.ready("m", never);
    await expect(client.ready("nobody", never)).rejects.toThrow(/model nobody is not ready/);
    server.ready = false;
    await expect(client.ready("m", never)).rejects.toMatchObject({
      kind: "down",
      message: expect.stringMatching(/^The server is not ready/),
    });
  });

  it("sends its headers with every call", async () => {
    await client.infer("m", rowsFrom(0, 1), "y", never);
    expect(new Set(server.sent("x-team"))).toEqual(new Set(["search"]));
  });

  it("ends a call when its caller has gone, here and at the server", async () => {
    server.faults.add("hang");
    const abort = new AbortController();
    const hanging = server.faults.until("hanging");
    const answer = client.infer("m", rowsFrom(0, 1), "y", abort.signal);
    await hanging;
    const cancelled = server.faults.until("cancelled");
    abort.abort(new Error("gone"));
    await expect(answer).rejects.toThrow("gone");
    await cancelled;
    expect(server.counts.now).toBe(0);
  });

  it("takes many calls at once, and gives each its own rows", async () => {
    const answers = Array.from({ length: 20 }, (_, i) =>
      client.infer("m", rowsFrom(i * 10, 4), "y", never),
    );
    for (const [i, answer] of answers.entries()) {
      expect([...(await answer).data]).toEqual(answerFrom(i * 10, 4));
    }
  });

  it("is not reached where nobody listens", async () => {
    const gone = await startOpenInference({ models: {} });
    await gone.stop();
    const client = clientOf(protocol, gone[protocol]);
    await expect(client.infer("m", rowsFrom(0, 1), "y", never)).rejects.toMatchObject({
      kind: "down",
      message: expect.stringMatching(/ECONNREFUSED/),
    });
    client.close();
  });
});

describe("the client over REST, of a server without binary data", () => {
  it.each(["refused", "json answers"] as const)("works where they are %s", async (binary) => {
    const server = await startOpenInference({ models: { m: sums, types }, binary });
    const client = clientOf("http", server.http);
    const { data } = await client.infer("types", allTypes, "all", never);
    expect(data).toEqual(Float32Array.of(0.1, -1e30, 49407, -1, 7, -8));
    for (const first of [0, 10, 20]) {
      expect([...(await client.infer("m", rowsFrom(first, 2), "y", never)).data]).toEqual(
        answerFrom(first, 2),
      );
    }
    // Asked in vain once a model, and not again.
    expect(server.counts.requests).toBe(binary === "refused" ? 6 : 4);
    client.close();
    await server.stop();
  });
});

test("one failure over REST is no proof that a server takes no binary data", async () => {
  const server = await startOpenInference({ models: { m: sums } });
  const client = clientOf("http", server.http);
  const requests: number[] = [];
  for (const first of [0, 10, 20]) {
    server.faults.add({ status: 500 });
    const answer = client.infer("m", rowsFrom(first, 1), "y", never);
    requests.push(
      await answer.then(
        ({ data }) => data[1]!,
        () => -1,
      ),
      server.counts.requests,
    );
  }
  // Asked twice with JSON behind a failure; from then on that is what it takes.
  expect(requests).toEqual([0, 2, 10, 4, -1, 5]);
  client.close();
  await server.stop();
});

test("of an engine's own words no more than a few are passed on", () => {
  const answered = [{ name: "y".repeat(1e6), datatype: "FP32", shape: [1, 2] }];
  expect(() => toOutput(answered, "x", 1)).toThrow(/^The engine answered y{300}\.$/);
});
