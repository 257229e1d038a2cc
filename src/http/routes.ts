import { expressMiddleware } from "@as-integrations/express5";
import type { ApolloServer } from "@apollo/server";
import cors from "cors";
import express, { type ErrorRequestHandler, type Express } from "express";
import graphqlUploadExpress from "graphql-upload/graphqlUploadExpress.mjs";
import processRequest from "graphql-upload/processRequest.mjs";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import type { Context } from "../../resolvers/context.ts";
import type { Config } from "../config/config.ts";
import { limitUpload } from "./upload-limit.ts";
import { errorOf } from "../graphql/errors.ts";
import { requestSignal } from "./request-signal.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { playground } from "../playground/serve.ts";

export interface HttpOptions {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly apollo: ApolloServer<Context>;
  createContext(signal: AbortSignal): Context;
  /** Rejects with the reason while the default model does not answer. */
  ready(): Promise<void>;
}

/** The routes. Apollo must be started first. */
export function addRoutes(
  app: Express,
  { config, metrics, apollo, ...options }: HttpOptions,
): void {
  app.disable("x-powered-by");
  // The hash of a large answer takes long, and answers to POST are not asked for again by it.
  app.disable("etag");
  app.use(cors({ origin: corsOrigin(config.CORS_ORIGIN), maxAge: 86_400 }));

  app.get("/health", (_, response) => void response.json({ status: "ok" }));
  app.get("/ready", async (_, response) => {
    const problem = await options.ready().catch((error: unknown) => error);
    const reason = problem instanceof GatewayError ? problem.message : "the model does not answer";
    if (problem === undefined) {
      response.json({ status: "ready" });
    } else {
      response.status(503).json({ status: "not ready", reason });
    }
  });
  app.get("/metrics", async (_, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get("/", (_, response) => response.redirect("/graphql"));
  app.use(playground());

  app.use(
    "/graphql",
    limitUpload(config.MAX_UPLOAD_BYTES),
    graphqlUploadExpress({
      processRequest: parseMultipart,
      maxFieldSize: config.MAX_BODY_BYTES,
      maxFileSize: Math.max(config.MAX_IMAGE_BYTES, config.MAX_VIDEO_BYTES),
      maxFiles: config.MAX_FILES,
    }),
    express.json({ limit: config.MAX_BODY_BYTES }),
    expressMiddleware(apollo, {
      context: async ({ res }) =>
        options.createContext(requestSignal(res, config.REQUEST_TIMEOUT_MS)),
    }),
  );
  app.use(refuse(config, options.log, metrics));
}

/** What the parser finds wrong with a body is the client's doing, though it does not say so. */
const parseMultipart: typeof processRequest = (...args) =>
  processRequest(...args).catch((error: BodyError) => {
    throw error.status ? error : Object.assign(error, { status: 400 });
  });

/** By default pages on this machine may call, on any port. */
function corsOrigin(origins: readonly string[]) {
  if (origins.includes("*")) {
    return "*";
  }
  return origins.length > 0 ? [...origins] : /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
}

/** Requests that GraphQL never saw: their bodies were too large, or not what they said. */
function refuse(
  { MAX_BODY_BYTES, MAX_FILES }: Config,
  log: Log,
  metrics: Metrics,
): ErrorRequestHandler {
  return (error: BodyError, _, response, next) => {
    if (response.headersSent) {
      return next(error);
    }
    const { status = 500, message = "The request is malformed." } = error;
    const shown = errorOf(explain(status, message, error), log);
    metrics.countError(shown.extensions.code);
    response.status(status).json({ errors: [shown] });
  };

  function explain(status: number, said: string, error: BodyError): unknown {
    if (error instanceof GatewayError) {
      return error;
    }
    if (error.type === "entity.too.large") {
      return new GatewayError(
        "TOO_LARGE",
        `The request has ${error.length} bytes; the limit is ${MAX_BODY_BYTES} (MAX_BODY_BYTES).`,
      );
    }
    if (status === 413) {
      return new GatewayError("TOO_LARGE", `${said} MAX_FILES is ${MAX_FILES}.`);
    }
    return status >= 400 && status < 500 ? new GatewayError("BAD_INPUT", said) : error;
  }
}

/** What express and graphql-upload throw about a body. */
interface BodyError extends Error {
  readonly status?: number;
  readonly type?: string;
  readonly length?: number;
}
