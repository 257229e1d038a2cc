import type { Logger } from "pino";
import "reflect-metadata";
import { GatewayError } from "../models/errors.ts";
import type { Log } from "../providers/provider.ts";
import { type Access, createAccess } from "./access/access.ts";
import { createMeter } from "./access/meter.ts";
import { createApollo } from "./graphql/server.ts";
import type { Config } from "./config/config.ts";
import { createContext } from "./graphql/context.ts";
import { createCanary } from "./inference/canary.ts";
import { loadCatalog } from "./inference/catalog.ts";
import { createEngine, type EngineOptions } from "./inference/engine.ts";
import { createDrain } from "./http/drain.ts";
import { createListener } from "./http/routes.ts";
import { createHttpServer } from "./http/server.ts";
import { listen } from "./http/listen.ts";
import { serveMetrics } from "./http/metrics.ts";
import type { SharedStore } from "./replicas/store.ts";
import { logChannels } from "./telemetry/debug-log.ts";
import { createLog } from "./telemetry/log.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { joinReplicas } from "./replicas/replicas.ts";
import { stateOf } from "./telemetry/state-of.ts";
import { traceFields } from "./telemetry/traces/active.ts";
import { startTraces } from "./telemetry/traces/traces.ts";
import { createSchema } from "./graphql/schema.ts";
import { pagesAreBuilt } from "./pages/serve.ts";

export interface Gateway {
  readonly url: string;
  /** Where Prometheus finds its figures. */
  readonly metricsUrl: string;
  /** Requests in flight finish, then processes and connections end. */
  close(): Promise<void>;
}

export interface GatewayOptions extends Pick<EngineOptions, "models" | "providers"> {
  /** Instead of the one on standard output. */
  readonly log?: Logger;
  /** Instead of what the settings say. */
  readonly access?: Access;
}

/** Wires everything, top to bottom; nothing else constructs anything. */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const { log = createLog(config.LOG_LEVEL, traceFields), access: given, ...overrides } = options;
  const models = overrides.models ?? (await loadCatalog(config, log));
  const access = given ?? (await createAccess(config, log, models));
  const store = await openSharedStore(config, log);
  const replicas = await joinReplicas({ store, atLeast: config.REPLICAS });
  const meter = createMeter(replicas);
  const engine = await createEngine({ config, log, ...overrides, models, store, replicas });
  const canary = createCanary(engine);
  const httpServer = createHttpServer(config);
  const metrics = createMetrics(stateOf(engine, httpServer, canary, replicas, store));
  const traces = await startTraces(config, log);
  const endDebugLines = logChannels(log);
  const shutdown = createDrain(httpServer, config.SHUTDOWN_TIMEOUT_MS);
  const schema = createSchema();
  const apollo = createApollo({
    schema,
    log,
    limits: { maxCost: config.MAX_COST, maxAnswerBytes: config.MAX_ANSWER_BYTES },
    server: {
      models: engine.models,
      defaultModel: config.DEFAULT_MODEL,
      maxVideoSeconds: config.MAX_VIDEO_SECONDS,
      maxVideoFrames: config.MAX_VIDEO_FRAMES,
    },
    meter,
    drain: async () => {
      log.info({ timeoutMs: config.SHUTDOWN_TIMEOUT_MS }, "shutting down");
      const cut = await shutdown.drain();
      if (cut > 0) {
        log.warn({ requests: cut }, "cut off, as they took longer than SHUTDOWN_TIMEOUT_MS");
      }
    },
  });
  await apollo.start();
  const listener = createListener({
    config,
    log,
    metrics,
    media: engine.media,
    apollo,
    authenticate: access.authenticate,
    keyOrigins: access.origins,
    meter,
    createContext: (caller, signal) => createContext(engine, { caller, meter, signal }),
    ready: () => (shutdown.started ? Promise.reject(shuttingDown) : canary.ready()),
  });
  httpServer.on("request", listener);
  const metricsServer = await serveMetrics(config, metrics, log);
  const url = await listen(httpServer, config);
  const addresses = {
    pages: pagesAreBuilt() ? url : undefined,
    url: `${url}/graphql`,
    metrics: metricsServer?.url,
  };
  log.info({ ...addresses, model: config.DEFAULT_MODEL }, "listening");

  return {
    url,
    metricsUrl: metricsServer?.url ?? `${url}/metrics`,
    async close() {
      await apollo.stop();
      metricsServer?.close();
      access.close();
      metrics.close();
      canary.close();
      endDebugLines();
      await engine.close();
      await replicas.leave();
      await store?.close();
      await traces.close();
    },
  };
}

/** Does not wait for it: a gateway starts and goes on without. */
async function openSharedStore(config: Config, log: Log): Promise<SharedStore | undefined> {
  const { REDIS_URL, REDIS_TIMEOUT_MS } = config;
  return REDIS_URL === undefined
    ? undefined
    : (await import("./replicas/store.ts")).openStore(REDIS_URL, log, REDIS_TIMEOUT_MS);
}

const shuttingDown = new GatewayError("OVERLOADED", "The server is shutting down.");
