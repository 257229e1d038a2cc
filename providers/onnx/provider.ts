import { asError, GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import type { Provider, ProviderContext, Row } from "../provider.ts";
import { countEvent } from "../tracing.ts";
import type { OnnxSettings } from "./settings.ts";
import { fromWire, type HostInputs, type HostRow } from "./worker/protocol.ts";
import { bisect } from "../resilience/bisect.ts";
import { createMemory } from "./processes/memory-budget.ts";
import { ProcessDied, startProcess } from "./processes/process.ts";
import { supervise, type Supervised } from "./processes/supervisor.ts";
import { createWeights } from "./weights.ts";

/**
 * Models as ONNX files, each in a process of its own. A forward pass blocks the thread it runs on
 * and a native crash takes its process along: neither may happen to the server.
 */
export function create(context: ProviderContext<OnnxSettings>): Provider {
  const { settings, log } = context;
  const weights = createWeights(settings, log);
  const memory = createMemory(settings.MEMORY_BUDGET_MB, log);
  const starting = new Map<string, Promise<Supervised>>();
  const started = new Map<string, Supervised>();
  /** Ends when no input is being tried alone any more. */
  const quarantines = new WeakMap<Supervised, Promise<void>>();

  /** Models that are names of the same files share a process. */
  const keyOf = (model: Model) => JSON.stringify(model.weights);

  async function start(model: Model): Promise<Supervised> {
    const load = {
      towers: await weights.towers(model),
      maxPixels: settings.MAX_IMAGE_PIXELS,
      executionProviders: settings.EXECUTION_PROVIDERS,
    };
    // Long after every caller has given up: the pass hangs.
    const passTimeoutMs = 2 * settings.REQUEST_TIMEOUT_MS + 30_000;
    const supervised = supervise(() => startProcess(load, passTimeoutMs), {
      onDeath(how) {
        countEvent("process died", model);
        log.warn({ model: model.id, how }, "model process died");
      },
      onRefusal: (err) => log.error({ model: model.id, err }, "model cannot be loaded"),
    });
    started.set(keyOf(model), supervised);
    return supervised;
  }

  function processOf(model: Model): Promise<Supervised> {
    const key = keyOf(model);
    const known = starting.get(key);
    if (known) {
      return known;
    }
    const promise = start(model);
    starting.set(key, promise);
    // Files that could not be read may be mended by the next time.
    promise.catch(() => starting.delete(key));
    return promise;
  }

  return {
    name: "onnx",

    // An image tower gains little from larger batches on a CPU, and the others wait for them.
    limits: (_model, modality) => ({ maxInputs: modality === "IMAGE" ? 8 : 32, maxCalls: 2 }),

    async embed(model, inputs, { signal }) {
      signal?.throwIfAborted();
      if (inputs.length === 0) {
        return { rows: [] };
      }
      const supervised = await processOf(model);
      let computeMs = 0;
      const run = takeTurns(supervised, async (some) => {
        const pass = await supervised.embed(toHostInputs(some));
        computeMs += pass.computeMs;
        return pass.rows.map(fromHostRow);
      });
      // An input alone is tried twice: the crash may not have been its fault.
      const runTwice = (some: readonly Input[]) =>
        run(some).catch((error: unknown) => {
          if (some.length === 1 && error instanceof ProcessDied) {
            return run(some);
          }
          throw error;
        });
      const rows = await memory.use(model.id, supervised, () => bisect(inputs, runTwice, partsOf));
      return { rows: rows.map((row) => report(row, model)), computeMs };
    },

    // Of a model that was started the files are here: no need to look at each again.
    availability(model) {
      const supervised = started.get(keyOf(model));
      if (!supervised) {
        return weights.availability(model);
      }
      const reason = supervised.failing;
      return reason ? { status: "FAILING", reason, howToEnable } : { status: "READY" };
    },
    prepare(model) {
      if (!started.has(keyOf(model))) {
        weights.prepare(model);
      }
    },
    scoring: weights.scoring,

    async close() {
      await Promise.allSettled(starting.values());
      await Promise.all([...started.values()].map((supervised) => supervised.stop()));
      await weights.close();
    },
  };

  /** The first pass as it comes; passes after a crash one at a time, while nothing else runs. */
  function takeTurns(model: Supervised, embed: Run): Run {
    let first = true;
    return (some) => {
      const turn = quarantines.get(model) ?? Promise.resolve();
      const pass = turn.then(() => embed(some));
      if (!first) {
        quarantines.set(model, pass.then(nothing, nothing));
      }
      first = false;
      return pass;
    };
  }

  /** What went wrong in the process is logged; the client hears what it can do. */
  function report(row: Row | Error, model: Model): Row | Error {
    if (!(row instanceof Error) || row instanceof GatewayError) {
      return row;
    }
    log.warn({ model: model.id, err: row }, "an input failed");
    return row instanceof ProcessDied
      ? new GatewayError("PROVIDER_FAILED", `${model.id} died twice while it ran this input.`)
      : new GatewayError("PROVIDER_FAILED", `${model.id} could not run this input.`, {
          retryable: false,
        });
  }
}

const nothing = () => {};

type Run = (inputs: readonly Input[]) => Promise<readonly (Row | Error)[]>;

/**
 * How the culprit of a failed pass is found: by halves, but one by one when the pass took its
 * process down, because every further crash costs a new process.
 *
 * @throws when the model itself cannot run
 */
function partsOf(error: unknown, inputs: readonly Input[]): "halves" | "singles" | Error {
  if (error instanceof GatewayError && error.code === "MODEL_UNAVAILABLE") {
    throw error;
  }
  if (inputs.length === 1) {
    return asError(error);
  }
  return error instanceof ProcessDied ? "singles" : "halves";
}

const howToEnable = "It is tried again every half minute; the server's log says why it failed.";

function toHostInputs(inputs: readonly Input[]): HostInputs {
  const texts = inputs.flatMap((input) => (input.modality === "TEXT" ? input.text : []));
  if (texts.length > 0) {
    return { modality: "TEXT", values: texts };
  }
  return {
    modality: "IMAGE",
    values: inputs.flatMap((input) => (input.modality === "IMAGE" ? [input.bytes] : [])),
  };
}

function fromHostRow(row: HostRow): Row | Error {
  return "error" in row ? fromWire(row.error) : row;
}
