import { InferenceSession, Tensor } from "onnxruntime-node";
import { setTimeout as sleep } from "node:timers/promises";
import { readTowers } from "../../providers/onnx/layout/read-towers.ts";
import { chooseOutput } from "../../providers/onnx/worker/graph.ts";
import { type Batch, type Prepared, prepareImages, prepareTexts } from "./bare-batches.ts";
import type { BareAnswer, BareRequest, Setup } from "./bare-runtime.ts";
import { median } from "./statistics.ts";

/**
 * The bare runtime, forked by bare-runtime.ts: `session.run` on inputs that are ready, and nothing
 * else. `node bare.js <model directory>`.
 */
const towers = await readTowers(process.argv[2]!);
const sessions = new Map<string, InferenceSession>();
let tower: "text" | "image";
let prepared: Prepared;
/** What `tune` found; it holds for other inputs of the same kind. */
let best: Setup;

/** Tried, and the fastest kept: what is best depends on the model, the lengths and the machine. */
const batchSizes = [1, 4, 8, 16, 32];
const triedInputs = 64;

type ReadyBatch = { rows: number; run(): Promise<Float32Array> };

process.on("message", async (request: BareRequest) => {
  process.send!(await answer(request));
});

async function answer(request: BareRequest): Promise<BareAnswer> {
  switch (request.type) {
    case "prepare": {
      tower = request.modality;
      prepared =
        request.modality === "text"
          ? await prepareTexts(request.texts, towers.text!)
          : await prepareImages(request.images, towers.image!);
      return { tokens: prepared.tokens };
    }
    case "tune":
      return tune(request.ms);
    case "run":
      return { rate: await rateOf(await makeReady(best), request.ms) };
    case "vector": {
      const [first] = await makeReady({ batch: 1, spinning: false }, 1);
      return { vector: await first!.run() };
    }
    case "alone":
      return { ms: await alone(request.count, request.pauseMs) };
  }
}

async function tune(ms: number): Promise<Setup> {
  best = { batch: 0, spinning: false, rate: 0 };
  for (const spinning of [false, true]) {
    for (const batch of batchSizes) {
      const rate = await rateOf(await makeReady({ batch, spinning }, triedInputs), ms);
      if (rate > best.rate) {
        best = { batch, spinning, rate };
      }
    }
  }
  return best;
}

/** Inputs a second. All batches once, and again until the time is over: no length is favoured. */
async function rateOf(batches: readonly ReadyBatch[], ms: number): Promise<number> {
  await batches.at(-1)!.run();
  const startedAt = performance.now();
  let rows = 0;
  do {
    for (const batch of batches) {
      await batch.run();
      rows += batch.rows;
    }
  } while (performance.now() - startedAt < ms);
  return (1000 * rows) / (performance.now() - startedAt);
}

/** Median ms of a row by itself: the better of spinning and not. */
async function alone(count: number, pauseMs: number): Promise<number> {
  const medians: number[] = [];
  for (const spinning of [false, true]) {
    const rows = await makeReady({ batch: 1, spinning });
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      await sleep(pauseMs);
      const startedAt = performance.now();
      await rows[i % rows.length]!.run();
      times.push(performance.now() - startedAt);
    }
    medians.push(median(times));
  }
  return Math.min(...medians);
}

async function makeReady(
  { batch, spinning }: Omit<Setup, "rate">,
  most?: number,
): Promise<ReadyBatch[]> {
  const session = await open(spinning);
  const inputs = session.inputMetadata.map((input) => {
    if (!input.isTensor) {
      throw new Error(`the input ${input.name} is not a tensor`);
    }
    return { name: input.name, type: input.type, shape: [...input.shape] };
  });
  const { name, perToken } = chooseOutput(session.outputNames, tower);
  if (perToken) {
    throw new Error(
      `the ${tower} graph ends in one vector a token: the work would not be the same`,
    );
  }
  return prepared.batches(batch, inputs, most).map(({ rows, feeds }) => {
    const tensors = toTensors(feeds);
    const run = async () => (await session.run(tensors, [name]))[name]!.data as Float32Array;
    return { rows, run };
  });
}

/** As the gateway opens it, and with threads that spin while they wait. */
async function open(spinning: boolean): Promise<InferenceSession> {
  const key = `${tower} ${spinning}`;
  const session =
    sessions.get(key) ??
    (await InferenceSession.create(towers[tower]!.graph.file, {
      executionProviders: ["cpu"],
      graphOptimizationLevel: "all",
      extra: { session: { intra_op: { allow_spinning: spinning ? "1" : "0" } } },
      logSeverityLevel: 3,
    }));
  sessions.set(key, session);
  return session;
}

function toTensors(feeds: Batch["feeds"]): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { data, dims }]) => {
      if (data instanceof Float32Array) {
        return [name, new Tensor("float32", data, dims)];
      }
      return [
        name,
        data instanceof BigInt64Array
          ? new Tensor("int64", data, dims)
          : new Tensor("int32", data, dims),
      ];
    }),
  );
}
