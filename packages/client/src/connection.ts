import { bearer } from "./bearer.ts";
import type { GatewayRequestError } from "./errors.ts";
import { Limits as LimitsOperation, type Operation } from "./generated/operations.ts";
import { send } from "./http.ts";
import type { CallOptions, EmbedderOptions, ModelOptions } from "./options.ts";
import type { Limits } from "./results.ts";
import { pause, waitBefore } from "./retry.ts";

export interface Answer<Result> {
  readonly data: Result;
  /** Why some of the data is null. */
  readonly errors: readonly GatewayRequestError[];
}

/** A gateway, and how one embedder speaks to it. */
export class Connection {
  readonly options: EmbedderOptions;
  readonly retries: number;
  /** What `limits` last answered. */
  knownLimits: Limits | undefined;
  readonly #url: URL;

  /** @throws TypeError for a URL that is none */
  constructor(options: EmbedderOptions) {
    this.options = options;
    this.retries = options.retries ?? 2;
    // A page may give a path alone.
    const { location } = globalThis as { location?: { href: string } };
    this.#url = new URL(options.url, location?.href);
  }

  /**
   * One request, sent once.
   * @throws GatewayRequestError when it failed as a whole; the signal's reason; TypeError for a key
   *   that is none; what a function for the key throws
   */
  async send<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    { headers, signal }: CallOptions,
  ): Promise<Answer<Result>> {
    const merged = new Headers(this.options.headers);
    new Headers(headers).forEach((value, name) => merged.set(name, value));
    const { key } = this.options;
    if (key !== undefined && !merged.has("authorization")) {
      merged.set("authorization", bearer(typeof key === "string" ? key : await key()));
    }
    const { data, errors } = await send({
      url: this.#url,
      // Called on its own: browsers refuse a fetch that is called as a method of something else.
      fetch: this.options.fetch ?? globalThis.fetch,
      headers: merged,
      signal,
      query: operation,
      variables,
    });
    if (!data) {
      throw errors[0]!;
    }
    return { data: data as Result, errors };
  }

  /** As `send`, and again while that may help. */
  async ask<Result, Variables extends object>(
    operation: Operation<Result, Variables>,
    variables: Variables,
    options: CallOptions,
  ): Promise<Answer<Result>> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.send(operation, variables, options);
      } catch (error) {
        const wait = waitBefore(error, tries, this.retries);
        if (wait === undefined) {
          throw error;
        }
        await pause(wait, options.signal);
      }
    }
  }

  async limits(options: CallOptions): Promise<Limits> {
    const { data } = await this.ask(LimitsOperation, {}, options);
    this.knownLimits = data.limits;
    return data.limits;
  }

  /** The model of a call: its own, or the embedder's. */
  choice({ model, route }: ModelOptions): Pick<ModelOptions, "model" | "route"> {
    return route === undefined ? { model: model ?? this.options.model } : { model, route };
  }
}
