import "reflect-metadata";
import express from "express";
import { createServer } from "node:http";
import { findModel } from "../models/find-model.ts";
import { createApollo } from "./graphql/server.ts";
import type { Config } from "./config/config.ts";
import { anonymous, createContext } from "./graphql/context.ts";
import { checkAvailable } from "./inference/choose-model.ts";
import { createEngine, type Engine, type EngineOptions } from "./inference/engine.ts";
import { addRoutes } from "./http/routes.ts";
import { listen } from "./http/listen.ts";
import { createLog } from "./telemetry/log.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { createSchema } from "./graphql/schema.ts";

export interface Gateway {
  readonly url: string;
  /** Requests in flight finish, then processes and connections end. */
  close(): Promise<void>;
}

/** Wires everything, top to bottom; nothing else constructs anything. */
export async function startGateway(
  config: Config,
  overrides: Pick<EngineOptions, "models" | "providers"> = {},
): Promise<Gateway> {
  const log = createLog(config.LOG_LEVEL);
  const engine = await createEngine({ config, log, ...overrides });
  const metrics = createMetrics(engine.queued);

  const app = express();
  const httpServer = createServer(app);
  const schema = createSchema();
  const apollo = createApollo({
    schema,
    httpServer,
    log,
    limits: { maxCost: config.MAX_COST, maxAnswerBytes: config.MAX_ANSWER_BYTES },
    server: {
      models: engine.models,
      defaultModel: config.DEFAULT_MODEL,
      maxVideoSeconds: config.MAX_VIDEO_SECONDS,
      maxVideoFrames: config.MAX_VIDEO_FRAMES,
    },
    timeoutMs: config.REQUEST_TIMEOUT_MS,
  });
  await apollo.start();
  addRoutes(app, {
    config,
    log,
    metrics,
    apollo,
    createContext: (signal) => createContext(engine, { caller: anonymous, signal }),
    ready: () => canary(engine),
  });
  const url = await listen(httpServer, config);
  log.info({ url: `${url}/graphql`, model: config.DEFAULT_MODEL }, "listening");

  return {
    url,
    async close() {
      await apollo.stop();
      metrics.close();
      await engine.close();
    },
  };
}

/** One text through the default model, past the cache: the server is ready when it comes back. */
async function canary(engine: Engine): Promise<void> {
  const { models, config, provider } = engine;
  const model = findModel(models, config.DEFAULT_MODEL)!;
  checkAvailable(engine, model);
  const { rows } = await provider(model).embed(model, [{ modality: "TEXT", text: "ready?" }], {
    dimensions: model.dimensions,
    purpose: "QUERY",
    signal: AbortSignal.timeout(config.REQUEST_TIMEOUT_MS),
  });
  if (rows[0] instanceof Error) {
    throw rows[0];
  }
}
