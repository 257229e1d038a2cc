import { expressMiddleware } from "@as-integrations/express5";
import type { ApolloServer } from "@apollo/server";
import cors from "cors";
import type { Express } from "express";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import type { Context } from "../../resolvers/context.ts";
import type { Config } from "../config/config.ts";
import type { Media } from "../media/media.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { playground } from "../playground/serve.ts";
import { checkHost } from "./allowed-hosts.ts";
import { intakeOf } from "./body/intake.ts";
import { receiveBody } from "./body/receive-body.ts";
import { refuse } from "./refuse.ts";

export interface HttpOptions {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly media: Pick<Media, "budget" | "directory">;
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
  app.use(checkHost(config));
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
    ...receiveBody({ config, ...options }),
    expressMiddleware(apollo, {
      context: async ({ res }) => options.createContext(intakeOf(res).signal),
    }),
  );
  app.use(refuse(options.log, metrics));
}

/** By default pages on this machine may call, on any port. */
function corsOrigin(origins: readonly string[]) {
  if (origins.includes("*")) {
    return "*";
  }
  return origins.length > 0 ? [...origins] : /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
}
