import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import { findModel, knownModel, modelsNamed } from "../../models/find-model.ts";
import type { Availability, Model } from "../../models/model.ts";
import type { Engine } from "./engine.ts";

/** An engine as one caller may use it: its `models` are those that the caller may use. */
export interface Reach extends Engine {
  readonly caller: Caller;
  readonly whole: Engine;
  /** Absent where the caller may use all models. */
  readonly covers?: ((model: Model) => boolean) | undefined;
  /** By id or alias. @throws UNKNOWN_MODEL, FORBIDDEN */
  knownModel(name: string): Model;
  /** @throws FORBIDDEN where the caller may not use the server's default */
  defaultModel(): Model;
}

const reaches = new WeakMap<Engine, WeakMap<Caller, Reach>>();

/** Made once for each caller. */
export function reachOf(engine: Engine, caller: Caller): Reach {
  const ofEngine = reaches.get(engine) ?? new WeakMap<Caller, Reach>();
  reaches.set(engine, ofEngine);
  const reach = ofEngine.get(caller) ?? createReach(engine, caller);
  ofEngine.set(caller, reach);
  return reach;
}

function createReach(engine: Engine, caller: Caller): Reach {
  // Another name of the same space is a model of its own.
  const names = caller.models?.flatMap((name) => modelsNamed(engine.models, name));
  const covered = names && new Set(engine.models.filter((model) => names.includes(model)));
  const covers = covered && ((model: Model) => covered.has(model));
  const models = covered ? [...covered] : engine.models;

  return {
    ...engine,
    caller,
    whole: engine,
    models,
    covers,
    media: { ...engine.media, ...engine.media.readFor(caller) },
    mayPull: engine.mayPull && caller.pull,
    availability: caller.pull
      ? engine.availability
      : (model) => withoutPull(model, engine.availability(model)),

    knownModel(name) {
      const model = findModel(engine.models, name);
      if (model && covers?.(model) === false) {
        throw notCovered(model.id, models);
      }
      // Names that are nobody's are told those that look like them, and are the caller's.
      return model ?? knownModel(models, name);
    },

    defaultModel() {
      const model = findModel(engine.models, engine.config.DEFAULT_MODEL)!;
      if (covers?.(model) === false) {
        throw notCovered(`${model.id}, the default (DEFAULT_MODEL)`, models);
      }
      return model;
    },
  };
}

/** More would be no help to read. */
const mostListed = 10;

function notCovered(what: string, models: readonly Model[]): GatewayError {
  const ids = models.slice(0, mostListed).map(({ id }) => id);
  const more = models.length > mostListed ? ` and ${models.length - mostListed} more` : "";
  const these = ids.length > 0 ? `${ids.join(", ")}${more}` : "no model of this server";
  return new GatewayError("FORBIDDEN", `This key does not cover ${what}. It covers ${these}.`);
}

/** What such a caller can do about a model that others could download by using it. */
function withoutPull({ id }: Model, state: Availability): Availability {
  const howToEnable = `This key may not start downloads; whoever runs the server can: \`npm run models -- pull ${id}\`.`;
  return lacksPull(state) ? { ...state, howToEnable } : state;
}

/** Is a download that nobody has started all that is missing? */
export function lacksPull({ status, final }: Availability): boolean {
  return status === "DOWNLOADABLE" && !final;
}

export function mayNotPull({ id }: Model, { howToEnable }: Availability): GatewayError {
  return new GatewayError("FORBIDDEN", `The weights of ${id} are not on disk. ${howToEnable}`);
}
