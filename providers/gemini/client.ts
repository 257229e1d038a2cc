import type { Content, GoogleGenAI } from "@google/genai";
import type { Model } from "../../models/model.ts";
import { malformed } from "../cloud/errors.ts";
import { createQuota } from "../cloud/quota.ts";
import { addressOf, nameAtService, type Service } from "../cloud/service.ts";
import type { ProviderContext } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { explain } from "./errors.ts";
import type { Place } from "./place.ts";
import { connect, embedContents, type Answer } from "./sdk.ts";
import type { GeminiSettings } from "./settings.ts";

/** gemini-embedding-2: https://ai.google.dev/gemini-api/docs/embeddings */
export interface Client {
  /** The most contents of one request. */
  readonly maxContents: number;
  /**
   * Sends one request: an embedding per content, in their order.
   * @throws GatewayError as `Service.send`; PROVIDER_FAILED for an answer of the wrong shape
   */
  embed(model: Model, contents: readonly Content[], options: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  readonly place: Place;
  readonly dimensions: number;
  readonly deadline: Deadline;
  /** Texts of the contents: they are kept out of the log. */
  readonly texts: readonly (string | undefined)[];
}

/** The SDK is loaded by the first request. */
export function createClient(
  { settings, openBucket }: ProviderContext<GeminiSettings>,
  service: Service,
): Client {
  const setting = "GEMINI_INPUTS_PER_MINUTE";
  // Every content of a request counts as a request of the quota.
  const quota = createQuota(settings[setting], setting, openBucket);
  let sdk: Promise<GoogleGenAI> | undefined;

  return {
    maxContents: settings.GEMINI_API_KEY ? Math.min(100, quota.perMinute) : 1,

    embed: (model, contents, { place, dimensions, deadline, texts }) =>
      service.send({
        model,
        inputs: contents.length,
        quota,
        deadline,
        server: addressOf(place.url),
        async attempt(signal, headers) {
          sdk ??= connect(place, settings.GOOGLE_APPLICATION_CREDENTIALS);
          const name = nameAtService(model);
          const request = { model: name, contents, dimensions, signal, headers };
          const answer = await embedContents(await sdk, request);
          if (answer.embeddings.length !== contents.length) {
            const count = `${answer.embeddings.length} embeddings for ${contents.length} inputs`;
            throw malformed("Gemini", count);
          }
          return answer;
        },
        explain: (failure) => explain(failure, place.api, [settings.GEMINI_API_KEY, ...texts]),
      }),
  };
}
