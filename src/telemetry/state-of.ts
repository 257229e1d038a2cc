import type { Server } from "node:http";
import { promisify } from "node:util";
import type { Canary } from "../inference/canary.ts";
import type { Engine } from "../inference/engine.ts";
import type { Replicas } from "../replicas/replicas.ts";
import type { SharedStore } from "../replicas/store.ts";
import type { ServerState } from "./metrics/state.ts";

/** Where the gauges look. */
export function stateOf(
  engine: Engine,
  server: Server,
  canary: Canary,
  replicas: Replicas,
  store?: SharedStore,
): ServerState {
  const { config, media, models } = engine;
  return {
    queued: engine.queued,
    queueLimit: config.QUEUE_LIMIT,
    modelsReady: () =>
      models.map((model) => [model.id, Number(engine.availability(model).status === "READY")]),
    residentBytes: engine.residentBytes,
    engines: engine.engineStates,
    mediaBytes: () => media.budget.usedBytes,
    maxMediaBytes: media.budget.maxBytes,
    connections: promisify(server.getConnections.bind(server)),
    maxConnections: config.MAX_CONNECTIONS,
    ready: canary.found,
    replicas: replicas.count,
    ...(store && {
      store: {
        up: () => store.up,
        models: () => models.map((model) => [model.id, Number(engine.isShared(model))]),
      },
    }),
  };
}
