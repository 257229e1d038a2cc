import type { ApolloServer } from "@apollo/server";
import cors from "cors";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { IncomingMessage, RequestListener } from "node:http";
import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import type { Context } from "../../resolvers/context.ts";
import type { Access } from "../access/access.ts";
import { checkOrigin } from "../access/origin.ts";
import type { Meter } from "../access/meter.ts";
import type { Config } from "../config/config.ts";
import type { Media } from "../media/media.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { pages } from "../pages/serve.ts";
import { checkHost } from "./allowed-hosts.ts";
import { compress } from "./compress.ts";
import { asOpenai } from "../openai/errors.ts";
import { createOpenaiHandler, isOpenai } from "../openai/handler.ts";
import { createGraphqlHandler } from "./graphql.ts";
import { answerMetrics } from "./metrics.ts";
import { createRefuse, type Refuse } from "./refuse.ts";
import type { Answer } from "./traced.ts";

export interface HttpOptions {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly media: Pick<Media, "budget" | "directory">;
  readonly apollo: ApolloServer<Context>;
  readonly authenticate: Access["authenticate"];
  /** Of pages that keys let in. */
  readonly keyOrigins: Access["origins"];
  readonly meter: Meter;
  createContext(caller: Caller, signal: AbortSignal): Context;
  /** Rejects with the reason while the default model does not answer. */
  ready(): Promise<void>;
}

/**
 * Takes every request: first it is asked who it was meant for and which page sent it. Apollo must be
 * started first.
 */
export function createListener({ log, metrics, ...options }: HttpOptions): RequestListener {
  const { config } = options;
  const refuse = createRefuse(log, metrics);
  const checkAllowedHost = checkHost(config);
  const mayCall = corsOrigins(config.CORS_ORIGIN, options.keyOrigins);
  const shareWithOrigins = cors({
    origin: (_, done) => done(null, mayCall()),
    maxAge: 86_400,
    exposedHeaders: [
      "retry-after",
      "x-should-retry",
      ...["limit", "remaining", "used", "reset"].map((name) => `x-ratelimit-${name}`),
    ],
  });
  const { enter } = options.meter;
  const graphql = createGraphqlHandler({ log, metrics, refuse, enter, ...options });
  const refuseOpenai = createRefuse(log, metrics, asOpenai);
  const openai = createOpenaiHandler({ log, refuse: refuseOpenai, ...options });
  const app = createApp({ metrics, graphql, refuse, ...options });

  return (request, response) => {
    try {
      checkAllowedHost(request);
    } catch (error) {
      (isOpenai(request) ? refuseOpenai : refuse)(error, request, response);
      return;
    }
    compress(request, response);
    shareWithOrigins(request, response, () => {
      if (isGraphqlPost(request)) {
        void graphql(request, response);
      } else if (isOpenai(request)) {
        void openai(request, response);
      } else {
        app(request, response);
      }
    });
  };
}

/** Express would be a third of what such a request costs; only a GET may want the page instead. */
function isGraphqlPost({ method, url = "" }: IncomingMessage): boolean {
  return method === "POST" && /^\/graphql(?:[/?]|$)/i.test(url);
}

interface AppOptions extends Pick<HttpOptions, "metrics" | "ready" | "authenticate" | "config"> {
  readonly graphql: Answer;
  readonly refuse: Refuse;
}

/** The pages, and who asks at their path for none. */
function createApp({ config, authenticate, metrics, ready, graphql, refuse }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  // What is asked for often is new each time.
  app.disable("etag");

  app.get("/health", (_, response) => void response.json({ status: "ok" }));
  app.get("/ready", async (_, response) => {
    const problem = await ready().catch((error: unknown) => error);
    const reason = problem instanceof GatewayError ? problem.message : "the model does not answer";
    if (problem === undefined) {
      response.json({ status: "ready" });
    } else {
      response.status(503).json({ status: "not ready", reason });
    }
  });
  if (config.METRICS_PORT === undefined) {
    // Exactly so: proxies that keep it from strangers compare letters, and know no slash at its end.
    app.get(/^\/metrics$/, (request, response, next) => {
      const answer = (caller: Caller) => {
        checkOrigin(caller, request);
        return answerMetrics(metrics, response);
      };
      authenticate(request).then(answer).catch(next);
    });
  }
  app.use(pages());
  app.use("/graphql", (request, response) => graphql(request, response));

  app.use(((error, request, response, _next) =>
    refuse(error, request, response)) satisfies ErrorRequestHandler);
  return app;
}

const localPages = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Pages that may call: those of the setting, by default those on this machine, on any port; and those of
 * keys, since a browser asks before it sends one.
 */
function corsOrigins(setting: readonly string[], ofKeys: Access["origins"]) {
  if (setting.includes("*")) {
    return () => "*";
  }
  const always = setting.length > 0 ? setting : [localPages];
  return () => [...always, ...ofKeys()];
}
