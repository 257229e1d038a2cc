import type { IncomingMessage } from "node:http";
import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import type { Context } from "../../resolvers/context.ts";
import type { Access } from "../access/access.ts";
import type { Meter } from "../access/meter.ts";
import type { Config } from "../config/config.ts";
import { admit } from "../http/admit.ts";
import { bodyType } from "../http/body/body-type.ts";
import { type Intake, openIntake } from "../http/body/intake.ts";
import { readJsonBody } from "../http/body/json-body.ts";
import type { Refuse } from "../http/refuse.ts";
import type { Answer } from "../http/traced.ts";
import type { Media } from "../media/media.ts";
import { embed } from "./embed.ts";
import { listModels, showModel } from "./models.ts";
import { type Work, createOperate } from "./operate.ts";
import { readRequest } from "./request.ts";

export interface OpenaiOptions {
  readonly config: Config;
  readonly log: Log;
  readonly media: Pick<Media, "budget">;
  readonly authenticate: Access["authenticate"];
  readonly meter: Meter;
  /** In OpenAI's form. */
  readonly refuse: Refuse;
  createContext(caller: Caller, signal: AbortSignal): Context;
}

interface Route {
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  readonly name: string;
  /** Reads what the request has, and says what is to be done. */
  prepare(request: IncomingMessage, intake: Intake): Promise<Work>;
}

/** Is a request meant for this API? */
export const isOpenai = ({ url = "" }: IncomingMessage): boolean => /^\/v1(?:[/?]|$)/.test(url);

/** Answers `POST /v1/embeddings`, `GET /v1/models` and `GET /v1/models/{id}` in OpenAI's form. */
export function createOpenaiHandler(options: OpenaiOptions): Answer {
  const { config, media, meter, refuse, createContext } = options;
  const operate = createOperate(options);
  const intakeOptions = { timeoutMs: config.REQUEST_TIMEOUT_MS, budget: media.budget };

  const routes: readonly Route[] = [
    {
      method: "POST",
      path: /^\/v1\/embeddings\/?$/,
      name: "POST /v1/embeddings",
      async prepare(request, intake) {
        if (bodyType(request) !== "application/json") {
          const message =
            "The body must be JSON, with the header `Content-Type: application/json`.";
          throw new GatewayError("UNSUPPORTED", message);
        }
        const body = await readJsonBody(request, intake, config.MAX_BODY_BYTES);
        const asked = readRequest(body, { maxInputs: config.MAX_INPUTS });
        return (context) => embed(context, meter, asked);
      },
    },
    {
      method: "GET",
      path: /^\/v1\/models\/?$/,
      name: "GET /v1/models",
      prepare: async () => listModels,
    },
    {
      method: "GET",
      path: /^\/v1\/models\/./,
      name: "GET /v1/models/{id}",
      prepare: async (request) => {
        const name = decode(pathOf(request).slice("/v1/models/".length));
        return (context) => showModel(context, name);
      },
    },
  ];

  const answers = routes.map((route) => {
    const admitOptions = { ...options, enter: meter.enter, route: route.name };
    const answer = admit(admitOptions, async (request, response, caller) => {
      const intake = openIntake(response, intakeOptions);
      const work = await route.prepare(request, intake);
      const context = createContext(caller, intake.signal);
      await operate({ name: route.name, context, work }, request, response);
    });
    return { ...route, answer };
  });

  return async (request, response) => {
    const path = pathOf(request);
    const there = answers.filter((route) => route.path.test(path));
    // Node leaves the body out of its answer.
    const asked = request.method === "HEAD" ? "GET" : request.method;
    const route = there.find(({ method }) => method === asked);
    if (route) {
      return route.answer(request, response);
    }
    const names = (there.length > 0 ? there : answers).map(({ name }) => name).join(", ");
    const status = there.length > 0 ? 405 : 404;
    if (there.length > 0) {
      const allowed = there.map(({ method }) => (method === "GET" ? "GET, HEAD" : method));
      response.setHeader("allow", allowed.join(", "));
    }
    const message = `There is no ${request.method} ${path}; there is ${names}.`;
    refuse(Object.assign(new Error(message), { status }), request, response);
  };
}

const pathOf = ({ url = "" }: IncomingMessage): string => url.replace(/[?#].*$/, "");

/** Ids have slashes, which clients may escape. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
