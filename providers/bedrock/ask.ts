import type { Model } from "../../models/model.ts";
import { malformed, readAnswer } from "../cloud/errors.ts";
import { toVector } from "../cloud/rows.ts";
import { addressOf } from "../cloud/service.ts";
import { countOf } from "../cloud/used.ts";
import type { ProviderContext } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { regionOf } from "./access.ts";
import { createClient } from "./client.ts";
import { explain } from "./errors.ts";
import type { Answer } from "./forms/form.ts";
import type { Line } from "./lines.ts";
import type { BedrockSettings } from "./settings.ts";

export interface Question {
  readonly model: Model;
  /** As the model's form wants it. */
  readonly body: object;
  /** How many vectors there must be. */
  readonly inputs: number;
  readonly deadline: Deadline;
  /** Texts that must not be logged, should the service repeat them. */
  readonly texts?: readonly (string | undefined)[];
}

export interface Answered {
  readonly vectors: readonly Float32Array[];
  /** Input tokens of the whole request, where the service counted them. */
  readonly tokens: number | undefined;
  /** The service has cut the text. */
  readonly truncated: boolean;
}

/** Sends requests over the lines of the models. */
export function createAsker({ settings }: ProviderContext<BedrockSettings>) {
  const client = createClient(settings);
  const keys = [
    settings.AWS_ACCESS_KEY_ID,
    settings.AWS_SECRET_ACCESS_KEY,
    settings.AWS_SESSION_TOKEN,
    settings.AWS_BEARER_TOKEN_BEDROCK,
  ];
  return {
    /**
     * @throws GatewayError as `Service.send`; PROVIDER_FAILED for an answer of the wrong shape
     */
    ask(
      { name, form, service, quota }: Line,
      { model, body, inputs, deadline, texts = [] }: Question,
    ): Promise<Answered> {
      return service.send({
        model,
        inputs,
        units: 1,
        quota,
        deadline,
        server: addressOf(endpointOf(settings)),
        async attempt(signal, headers) {
          const invoked = await client.invoke(idOf(name, settings), body, { signal, headers });
          return readAnswer("Amazon Bedrock", () => {
            const answer: Answer = form.answer(invoked.body as never);
            return toAnswered(answer, inputs, invoked.tokens);
          });
        },
        explain: (failure) => explain(failure, form.largest, [...keys, ...texts]),
      });
    },
    close: () => client.close(),
  };
}

function toAnswered(
  { vectors, tokens, truncated = false }: Answer,
  inputs: number,
  counted: number | undefined,
): Answered {
  if (vectors?.length !== inputs) {
    const found = vectors ? `${vectors.length} embeddings` : "no embedding";
    throw malformed("Amazon Bedrock", `${found} for ${inputs} inputs`);
  }
  return {
    vectors: vectors.map((vector) => toVector(vector, "Amazon Bedrock")),
    tokens: counted ?? countOf(tokens),
    truncated,
  };
}

export type Asker = ReturnType<typeof createAsker>;

/** What is called in place of a model: an inference profile, or throughput that was bought. */
export function idOf(name: string, { BEDROCK_MODEL_IDS }: BedrockSettings): string {
  return BEDROCK_MODEL_IDS?.get(name) ?? name;
}

function endpointOf(settings: BedrockSettings): string {
  const { BEDROCK_ENDPOINT } = settings;
  return BEDROCK_ENDPOINT ?? `https://bedrock-runtime.${regionOf(settings)}.amazonaws.com`;
}
