import { existsSync } from "node:fs";
import { join } from "node:path";
import { GatewayError } from "../../models/errors.ts";
import { scoringBy } from "../../models/zero-shot/score.ts";
import type { Availability, HubPart, Model, Scoring, Weights } from "../../models/model.ts";
import { packageRoot } from "../package-root.ts";
import type { Log } from "../provider.ts";
import { createHub, type HubStatus } from "./hub/hub.ts";
import { hubSettings } from "./hub/settings.ts";
import { engineGraphs, type GraphSettings, neededParts } from "./engines/graphs.ts";
import { readTowers } from "./layout/read-towers.ts";
import type { OnnxSettings } from "./settings.ts";
import type { Towers } from "./towers.ts";

type WeightsSettings = GraphSettings &
  Pick<OnnxSettings, "HF_HOME" | "HF_ENDPOINT" | "HF_TOKEN" | "HF_HUB_OFFLINE">;

/** Where the files of local models are, and how they get there. */
export type ModelWeights = ReturnType<typeof createWeights>;

export function createWeights(settings: WeightsSettings, log: Log) {
  const hub = createHub(
    hubSettings({
      ...process.env,
      HF_HOME: settings.HF_HOME,
      HF_ENDPOINT: settings.HF_ENDPOINT,
      HF_TOKEN: settings.HF_TOKEN,
      HF_HUB_OFFLINE: settings.HF_HUB_OFFLINE ? "1" : "0",
    }),
    { log },
  );
  const learnt = new Map<Weights, Scoring>();

  return {
    hub,
    partsOf,

    /** Of the files that are needed here. */
    availability(model: Model): Availability {
      const weights = weightsOf(model);
      if (weights.from === "hub") {
        return ofHub(hub.status(partsOf(model)), model, settings.HF_HUB_OFFLINE);
      }
      const directory = directoryOf(weights, model, settings);
      if (weights.from !== "export" || existsSync(directory)) {
        return { status: "READY" };
      }
      return needsExport(model, directory);
    },

    /** Starts the download where files are missing; `availability` tells how it goes. */
    prepare(model: Model): void {
      const weights = weightsOf(model);
      if (weights.from !== "hub" || settings.HF_HUB_OFFLINE) {
        return;
      }
      const parts = partsOf(model);
      const { snapshots, progress, failure } = hub.status(parts);
      // Its failure is kept in the status.
      if (snapshots || progress || isFinal(failure)) {
        return;
      }
      const { scoringFrom } = weights;
      const pull = hub.pull(parts).then(() => scoringFrom && hub.scalars(scoringFrom));
      pull.catch(() => {});
    },

    /** @throws MODEL_UNAVAILABLE when files are missing, or not what was expected */
    async towers(model: Model): Promise<Towers> {
      const weights = weightsOf(model);
      const graphs = engineGraphs(model.engines, settings);
      if (weights.from !== "hub") {
        return readTowers(directoryOf(weights, model, settings), { graphs });
      }
      const { snapshots } = hub.status(partsOf(model));
      if (!snapshots) {
        throw new GatewayError("MODEL_UNAVAILABLE", `The weights of ${model.id} are not here yet.`);
      }
      if (weights.scoringFrom) {
        const scalars = await hub.scalars(weights.scoringFrom).catch((error: unknown) => {
          log.warn(
            { model: model.id, err: error },
            "scoring as the catalog says, not as the checkpoint",
          );
        });
        if (scalars) {
          learnt.set(weights, scoringBy(scalars.logitScale, scalars.logitBias));
        }
      }
      // A directory of the cache may hold several precisions.
      const { precision } = model;
      const parts = await Promise.all(
        snapshots.map(({ directory }) => readTowers(directory, { precision, graphs })),
      );
      // The first part that has a tower counts: a text tower may borrow another model's images.
      return Object.assign({}, ...parts.toReversed()) as Towers;
    },

    /** The values of the checkpoint itself, where the catalog has none. */
    scoring: (model: Model): Scoring => learnt.get(weightsOf(model)) ?? model.scoring,

    close: () => hub.close(),
  };
}

/** Files of the hub that the model needs here; none of a model whose files lie elsewhere. */
function partsOf(model: Model): HubPart[] {
  const weights = weightsOf(model);
  return weights.from === "hub" ? neededParts(weights.parts, model.engines) : [];
}

function needsExport({ id, engines }: Model, directory: string): Availability {
  const run = `\`npm run models -- export ${id}\``;
  if (engines) {
    return {
      status: "NEEDS_EXPORT",
      reason: "its tokenizer and configuration are not here, only at its engine.",
      howToEnable: `Copy all but the graphs of what ${run} wrote to ${directory}, or name a directory that has them: LOCAL_MODELS=${id}=directory.`,
    };
  }
  return {
    status: "NEEDS_EXPORT",
    reason: "nobody publishes ONNX files of it.",
    howToEnable: `Run ${run} once (Python; takes a while).`,
  };
}

/** Files that `export` writes for a model. */
export function exportDirectory(
  model: Model,
  { HF_HOME }: Pick<WeightsSettings, "HF_HOME">,
): string {
  return join(HF_HOME, "parallax", "exports", model.id.replaceAll("/", "--"));
}

function weightsOf({ id, weights }: Model): Weights {
  if (!weights) {
    throw new Error(`${id} has no weights: it is not a local model`);
  }
  return weights;
}

function directoryOf(
  weights: Exclude<Weights, { from: "hub" }>,
  model: Model,
  settings: WeightsSettings,
): string {
  if (weights.from === "export") {
    return exportDirectory(model, settings);
  }
  return weights.from === "package" ? join(packageRoot(), weights.directory) : weights.directory;
}

function ofHub(
  { snapshots, progress, failure }: HubStatus,
  model: Model,
  offline: boolean,
): Availability {
  if (snapshots) {
    return { status: "READY" };
  }
  const howToEnable = offline
    ? `Unset HF_HUB_OFFLINE, or set HF_HOME to a directory that has them.`
    : `Run \`npm run models -- pull ${model.id}\`, or use the model once and wait.`;
  if (progress) {
    const { done, total } = progress;
    const failed = failure instanceof GatewayError;
    const again = failed ? `; the last try failed: ${failure.message}` : ".";
    return {
      status: "DOWNLOADING",
      progress: total > 0 ? done / total : 0,
      reason: `its weights are being downloaded${again}`,
      howToEnable: "Try again when it is done.",
    };
  }
  if (isFinal(failure)) {
    return { status: "FAILING", reason: failure.message, howToEnable, final: true };
  }
  const reason = offline
    ? "its weights are not on disk and HF_HUB_OFFLINE is set."
    : failure instanceof GatewayError
      ? failure.message
      : "its weights are not on disk yet.";
  return { status: "DOWNLOADABLE", reason, howToEnable, final: offline };
}

/** What the hub refuses for good: a wrong hash, no access, no such file. */
function isFinal(failure: unknown): failure is GatewayError {
  return failure instanceof GatewayError && !failure.retryable;
}
