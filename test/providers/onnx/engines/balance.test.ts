import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Graph, Output } from "../../../../providers/onnx/worker/graph.ts";
import type { EngineSource } from "../../../../providers/onnx/towers.ts";
import {
  type OpenInferenceServer,
  startOpenInference,
} from "../../../servers/open-inference/index.ts";
import { answerFrom, openAt, type Protocol, rowsFrom, sums } from "./set-up.ts";

/** Two servers of one graph, each over one form of the protocol. */
let http: OpenInferenceServer;
let grpc: OpenInferenceServer;
let both: readonly (readonly [Protocol, OpenInferenceServer])[];

/** A graph whose endpoints have all said what they serve. */
async function wellGraph(more: Partial<EngineSource> = {}): Promise<Graph> {
  const graph = await openAt(both, more);
  await vi.waitUntil(async () => {
    const before = both.map(([, { counts }]) => counts.requests);
    await Promise.all([graph.run(rowsFrom(0, 1), "y"), graph.run(rowsFrom(0, 1), "y")]);
    return both.every(([, { counts }], i) => counts.requests > before[i]!);
  }, pollOften);
  for (const [, { counts }] of both) {
    Object.assign(counts, { requests: 0, rows: 0, most: 0 });
  }
  return graph;
}

const pollOften = { interval: 5, timeout: 10_000 };
const rowsOf = ({ data }: Output) => [...data];
/** Requests that each of the two has had. */
const requests = () => both.map(([, { counts }]) => counts.requests);

beforeAll(async () => {
  http = await startOpenInference({ models: { m: sums } });
  grpc = await startOpenInference({ models: { m: sums } });
  both = [
    ["http", http],
    ["grpc", grpc],
  ];
});
afterEach(async () => {
  for (const [, server] of both) {
    server.faults.always(undefined);
    server.models.set("m", sums);
    await server.start();
  }
});
afterAll(() => Promise.all(both.map(([, server]) => server.stop())));

describe("calls to several engines", () => {
  let graph: Graph;
  beforeEach(async () => {
    graph = await wellGraph();
  });

  it("take turns", async () => {
    for (let i = 0; i < 6; i++) {
      expect(rowsOf(await graph.run(rowsFrom(i, 2), "y"))).toEqual(answerFrom(i, 2));
    }
    expect(requests()).toEqual([3, 3]);
  });

  it("go to the one with the fewest in flight", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    http.faults.always({ delay: () => held });
    const slow = [graph.run(rowsFrom(0, 1), "y"), graph.run(rowsFrom(1, 1), "y")];
    await vi.waitUntil(() => http.counts.now === 1);
    await Promise.race(slow);
    for (let i = 0; i < 5; i++) {
      await graph.run(rowsFrom(i, 1), "y");
    }
    expect(requests()).toEqual([1, 6]);
    release();
    await Promise.all(slow);
  });

  it.each([
    "drop" as const,
    { status: 429 },
    { status: 502 },
    { status: 503 },
    { status: 504 },
    { status: 500 },
  ])("are made again elsewhere after %j", async (fault) => {
    http.faults.always(fault);
    for (let i = 0; i < 4; i++) {
      expect(rowsOf(await graph.run(rowsFrom(i, 2), "y"))).toEqual(answerFrom(i, 2));
    }
    expect(grpc.counts.rows).toBe(8);
  });

  it("leave an engine alone for as long as it asks", async () => {
    http.faults.always({ status: 429, retryAfter: "3" });
    for (let i = 0; i < 4; i++) {
      await graph.run(rowsFrom(i, 1), "y");
    }
    expect(requests()).toEqual([1, 4]);
  });

  it("are not made again where the request is wrong", async () => {
    const wrong = { x: { data: new Float32Array(4), dims: [1, 4] } };
    await expect(graph.run(wrong, "y")).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
      retryable: false,
      message: "The inference engine refused the request.",
      cause: { message: expect.stringMatching(/unexpected shape for input 'x'/) },
    });
    expect(http.counts.requests + grpc.counts.requests).toBe(1);
  });

  it("are of as many rows as an engine takes, also where that has changed while it was there", async () => {
    const single = await openAt([["http", http]]);
    await single.run(rowsFrom(0, 8), "y");
    http.models.set("m", { ...sums, maxBatchSize: 4 });
    await expect(single.run(rowsFrom(0, 8), "y")).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
    });
    expect(rowsOf(await single.run(rowsFrom(0, 8), "y"))).toEqual(answerFrom(0, 8));
  });

  it("fail for good where the answer is wrong, and say what was", async () => {
    http.faults.always("wrong rows");
    grpc.faults.always("wrong rows");
    await expect(graph.run(rowsFrom(0, 2), "y")).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
      retryable: false,
      message: "The engine answered y of the shape [3, 2] to 2 rows.",
    });
  });

  it("are refused as overloaded while every engine is full", async () => {
    http.faults.always({ status: 429, retryAfter: "3" });
    grpc.faults.always({ status: 503, message: "Exceeds maximum queue size" });
    await expect(graph.run(rowsFrom(0, 1), "y")).rejects.toMatchObject({
      code: "OVERLOADED",
      retryable: true,
      retryAfterMs: 3000,
    });
  });

  it("go on without an engine that was killed, which is asked again when it is back", async () => {
    await grpc.stop();
    for (let i = 0; i < 4; i++) {
      expect(rowsOf(await graph.run(rowsFrom(i, 1), "y"))).toEqual(answerFrom(i, 1));
    }
    await grpc.start();
    const before = grpc.counts.requests;
    await vi.waitUntil(async () => {
      await graph.run(rowsFrom(0, 1), "y");
      return grpc.counts.requests > before;
    }, pollOften);
  });

  it("say that no engine answers, without an address, and find the first that is back", async () => {
    await Promise.all([http.stop(), grpc.stop()]);
    const failure = await graph.run(rowsFrom(0, 1), "y").catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: true,
      message: "No inference engine of the model answers.",
    });
    const { message } = (failure as Error).cause as Error;
    expect(message).toContain(`http://${http.http}/m: `);
    expect(message).toContain(`grpc://${grpc.grpc}/m: `);
    await http.start();
    // Resting or not: there is nobody else to ask.
    expect(rowsOf(await graph.run(rowsFrom(7, 1), "y"))).toEqual(answerFrom(7, 1));
  });

  it("leave an engine alone that came back with another graph", async () => {
    await grpc.stop();
    grpc.models.set("m", { ...sums, inputs: [{ ...sums.inputs[0]!, shape: [-1, 4] }] });
    await Promise.all([graph.run(rowsFrom(0, 1), "y"), graph.run(rowsFrom(0, 1), "y")]);
    await grpc.start();
    await http.stop();
    const said = () =>
      graph.run(rowsFrom(0, 1), "y").then(String, ({ cause }: Error) => String(cause));
    await vi.waitUntil(async () => (await said()).includes("another graph"), pollOften);
    expect(await said()).toContain(
      "It serves another graph: x float32[any, 4] → y, where another endpoint has x float32[any, 3]",
    );
  });
});

describe("the time of a call", () => {
  it("is shared: a silent engine leaves enough of it for another", async () => {
    const graph = await wellGraph({ timeoutMs: 1000 });
    http.faults.always("hang");
    const answers = await Promise.all([
      graph.run(rowsFrom(0, 1), "y"),
      graph.run(rowsFrom(1, 1), "y"),
    ]);
    expect(answers.flatMap(rowsOf)).toEqual(answerFrom(0, 2));
    // The call that was given up has ended there, too.
    await vi.waitUntil(() => http.counts.now === 0);
  });

  it("has an end, after which nothing is left running", async () => {
    const graph = await wellGraph({ timeoutMs: 200 });
    http.faults.always("hang");
    grpc.faults.always("hang");
    await expect(graph.run(rowsFrom(0, 1), "y")).rejects.toMatchObject({
      code: "TIMEOUT",
      retryable: true,
      message: "The inference engines did not answer within 200 ms.",
      cause: { message: expect.stringMatching(/did not answer within \d+ ms.*: no answer yet/) },
    });
    await vi.waitUntil(() => http.counts.now + grpc.counts.now === 0);
  });
});

describe("a single engine", () => {
  it("is asked over a new connection where it had closed the old one", async () => {
    for (const endpoint of both) {
      const graph = await openAt([endpoint]);
      await graph.run(rowsFrom(0, 1), "y");
      const [, server] = endpoint;
      server.faults.add("drop");
      expect(rowsOf(await graph.run(rowsFrom(5, 2), "y"))).toEqual(answerFrom(5, 2));
    }
  });
});

describe("rows of a call", () => {
  it("stay in their order, however they are cut and tried again", async () => {
    const faults = ["drop", { status: 503 }, { status: 429 }] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.constantFrom(...faults), { maxLength: 4 }),
        async (rows, most, mostElsewhere, harm) => {
          http.models.set("m", { ...sums, maxBatchSize: most });
          grpc.models.set("m", { ...sums, maxBatchSize: mostElsewhere });
          const graph = await openAt(both);
          http.faults.add(...harm);
          expect(rowsOf(await graph.run(rowsFrom(0, rows), "y"))).toEqual(answerFrom(0, rows));
          while (http.faults.next()) {
            // Those that no call met are not for the next run.
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});
