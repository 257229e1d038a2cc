import { GatewayError } from "../../../models/errors.ts";
import type { Pass } from "../../provider.ts";
import type { NodesRun } from "./graph.ts";
import { createImageTower } from "./image-tower.ts";
import { type RunTower, runAll } from "./pass.ts";
import {
  type EmbedRequest,
  type FirstPass,
  type FromWorker,
  type Load,
  type ToWorker,
  toWire,
  toWireRow,
  type WorkerInputs,
} from "./protocol.ts";
import { startRuntimes } from "./runtimes.ts";
import { type Note, recordSpans } from "./spans.ts";
import { createTextTower } from "./text-tower.ts";

/** The worker of a model: forked by `process.ts`, it decodes, tokenises and runs one model's towers. */
let model: ReturnType<typeof createModel>;

process.on("message", (message: ToWorker) => {
  if (message.type === "embed") {
    return void embed(message);
  }
  try {
    model = createModel(message.load);
  } catch (error) {
    send({ type: "refused", error: toWire(error) });
  }
});

// The server decides when this process ends: Ctrl-C reaches the whole group, but requests in
// flight still want their answers. Without a server there is nobody left to answer.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

async function embed({ id, inputs, traceparent }: EmbedRequest): Promise<void> {
  const recorder = recordSpans(traceparent);
  const result = await model.run(inputs, recorder.note).then(
    ({ rows, computeMs }) => ({ rows: rows.map(toWireRow), computeMs, ...recorder.end() }),
    (error: unknown) => ({ error: toWire(error) }),
  );
  send({ type: "embedded", id, residentBytes: process.memoryUsage.rss(), ...result });
}

function createModel(load: Load) {
  const { towers, maxPixels } = load;
  const open = startRuntimes(load, (outcome) => send({ type: "engine call", outcome }));
  const text = once(async () => {
    if (!towers.text) {
      throw noTower("TEXT");
    }
    return createTextTower(towers.text, await open(towers.text.graph, report("text")));
  });
  const image = once(async () => {
    if (!towers.image) {
      throw noTower("IMAGE");
    }
    const graph = await open(towers.image.graph, report("image"));
    return createImageTower(towers.image, graph, maxPixels);
  });
  return {
    async run(inputs: WorkerInputs, note: Note): Promise<Required<Pass>> {
      return inputs.modality === "TEXT"
        ? runAll(await noteLoading(text, note), inputs.values, note)
        : runAll(await noteLoading(image, note), inputs.values, note);
    },
  };
}

async function noteLoading<T>(load: () => Promise<T>, note: Note): Promise<T> {
  const startedAt = performance.now();
  const loaded = await load();
  const ms = performance.now() - startedAt;
  // One that was loaded before is there at once.
  if (ms > 1) {
    note("load", ms);
  }
  return loaded;
}

function report(tower: FirstPass["tower"]) {
  return (nodes: NodesRun) => send({ type: "first pass", tower, nodes });
}

/** A tower is loaded when its first input comes: a search service may never need the image tower. */
function once<T>(load: () => Promise<RunTower<T>>): () => Promise<RunTower<T>> {
  let loading: Promise<RunTower<T>> | undefined;
  return () => {
    loading ??= load().then((tower) => {
      send({ type: "loaded" });
      return tower;
    });
    // Files that could not be read may be mended by the next time.
    loading.catch(() => (loading = undefined));
    return loading;
  };
}

function noTower(modality: string): GatewayError {
  return new GatewayError("UNSUPPORTED_MODALITY", `The model has no tower for ${modality}.`);
}

function send(message: FromWorker): void {
  process.send!(message);
}
