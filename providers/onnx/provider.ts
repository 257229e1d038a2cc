import { placesOf, runsElsewhere } from "../../models/engines.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import type { Pass, Provider, ProviderContext, Row } from "../provider.ts";
import { countEvent } from "../tracing.ts";
import { watchEngines } from "./engines/health.ts";
import { checkExecutionProviders, logFirstPass } from "./execution-providers.ts";
import { createMemory } from "./processes/memory-budget.ts";
import { ProcessDied, type ProcessListeners, startProcess } from "./processes/process.ts";
import { createQuarantine } from "./processes/quarantine.ts";
import { supervise } from "./processes/supervisor.ts";
import { createRevisions } from "./revisions.ts";
import type { OnnxSettings } from "./settings.ts";
import { createWeights } from "./weights.ts";
import { toWorkerInputs } from "./worker/protocol.ts";

/**
 * Models as ONNX files, each in a process of its own. A forward pass blocks the thread it runs on
 * and a native crash takes its process along: neither may happen to the server.
 *
 * @throws Error naming what of EXECUTION_PROVIDERS cannot be used here
 */
export async function create({ settings, log }: ProviderContext<OnnxSettings>): Promise<Provider> {
  const executionProviders = settings.EXECUTION_PROVIDERS;
  await checkExecutionProviders(executionProviders);
  const weights = createWeights(settings, log);
  const engines = await watchEngines(settings, log);
  const revisions = createRevisions(weights, log);
  const memory = createMemory(settings.MEMORY_BUDGET_MB, log);
  // By `keyOf`; those that are started are in both.
  const starting = new Map<string, Promise<Running>>();
  const started = new Map<string, Running>();

  return {
    name: "onnx",

    limits: (model, modality) =>
      engines.limits(model, modality) ?? {
        // A tower gains little from larger batches on a CPU, and the others wait for them.
        maxInputs: modality === "IMAGE" ? 8 : 32,
        maxTokens: 512,
        maxCalls: settings.SESSION_THREADS + 1,
      },

    async embed(model, inputs, { signal }) {
      signal?.throwIfAborted();
      if (inputs.length === 0) {
        return { rows: [] };
      }
      const { supervised, quarantine } = await processOf(model);
      let computeMs = 0;
      const work = () =>
        quarantine(inputs, async (some) => {
          const pass = await supervised
            .embed(model, toWorkerInputs(some))
            .catch((error: unknown) => ofEngine(error, model, some));
          computeMs += pass.computeMs;
          return pass.rows;
        });
      // Where engines run it all, its process holds no weights that would be worth unloading.
      const rows = await (runsElsewhere(model) ? work() : memory.use(model.id, supervised, work));
      return { rows: rows.map((row) => report(row, model)), computeMs };
    },

    // Of a model that was started the files are here: no need to look at each again.
    availability(model) {
      const running = started.get(keyOf(model));
      const reason = running?.supervised.failing;
      if (reason) {
        return { status: "FAILING", reason, howToEnable };
      }
      const state = running ? ready : weights.availability(model);
      return state.status === "READY" ? (engines.failing(model) ?? state) : state;
    },
    prepare(model) {
      if (!started.has(keyOf(model))) {
        weights.prepare(model);
      }
    },
    scoring: weights.scoring,
    engines: engines.states,
    revision: (model) => revisions.of(keyOf(model), model),
    residentBytes: () =>
      [...started.values()]
        .filter(({ supervised }) => supervised.residentBytes > 0)
        .map(({ id, supervised }) => [id, supervised.residentBytes]),

    async close() {
      await Promise.allSettled(starting.values());
      await Promise.all([...started.values()].map(({ supervised }) => supervised.stop()));
      engines.close();
      await revisions.close();
      await weights.close();
    },
  };

  function processOf(model: Model): Promise<Running> {
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

  async function start(model: Model): Promise<Running> {
    const load = {
      towers: await weights.towers(model),
      maxPixels: settings.MAX_IMAGE_PIXELS,
      executionProviders,
      sessionThreads: settings.SESSION_THREADS,
    };
    // Long after every caller has given up: the pass hangs.
    const passTimeoutMs = 2 * settings.REQUEST_TIMEOUT_MS + 30_000;
    const listeners: ProcessListeners = {
      onLoaded: () => revisions.loaded(keyOf(model), model),
      onFirstPass: (pass) => logFirstPass(log, model, pass, executionProviders),
      onEngineCall: (outcome) => countEvent(`engine call ${outcome}`, model),
    };
    const startOne = () => {
      revisions.starting(keyOf(model), model, load.towers);
      return startProcess(load, passTimeoutMs, listeners);
    };
    const supervised = supervise(startOne, {
      onDeath(how) {
        countEvent("process died", model);
        log.warn({ model: model.id, how }, "model process died");
      },
      onRefusal: (err) => log.error({ model: model.id, err }, "model cannot be loaded"),
      isElsewhere: ({ retryable }, { modality }) => retryable && engines.missed(model, modality),
    });
    const running = { id: model.id, supervised, quarantine: createQuarantine() };
    started.set(keyOf(model), running);
    return running;
  }

  /**
   * What an engine failed with is the answer to each input: to ask it again for parts of them would
   * do the more harm the worse it is off.
   *
   * @throws what is of another kind
   */
  function ofEngine(error: unknown, model: Model, inputs: readonly Input[]): Required<Pass> {
    if (!(error instanceof GatewayError) || !placesOf(model, inputs[0]!.modality)) {
      throw error;
    }
    log.warn({ model: model.id, err: error }, "a call to an engine failed");
    if (error.code !== "PROVIDER_FAILED") {
      throw error;
    }
    return { rows: inputs.map(() => error), computeMs: 0 };
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

interface Running {
  /** Of the model that was asked first; others may be names of the same files. */
  readonly id: string;
  readonly supervised: ReturnType<typeof supervise>;
  readonly quarantine: ReturnType<typeof createQuarantine>;
}

const keys = new WeakMap<Model, string>();

/** Models that are names of the same files share a process, and engines. Asked for with each row. */
function keyOf(model: Model): string {
  const key = keys.get(model) ?? JSON.stringify([model.weights, model.engines]);
  keys.set(model, key);
  return key;
}

const ready = { status: "READY" } as const;
const howToEnable = "It is tried again every half minute; the server's log says why it failed.";
