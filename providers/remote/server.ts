import { GatewayError } from "../../models/errors.ts";
import type { Availability, Input, Model, Purpose } from "../../models/model.ts";
import { embedInBatches, type Item } from "../cloud/batches.ts";
import type { Converter } from "../cloud/converter.ts";
import { readAnswer } from "../cloud/errors.ts";
import { requestJson } from "../cloud/http.ts";
import { textOf, toItem, type ItemRules, type TextOrUri } from "../cloud/items.ts";
import type { Quota } from "../cloud/quota.ts";
import { bill, isSurelyCut } from "../cloud/rows.ts";
import { addressOf, createService } from "../cloud/service.ts";
import { explainFailure, type HttpService } from "../cloud/statuses.ts";
import { guessTokens } from "../cloud/used.ts";
import type { CallLimits, EmbedOptions, Pass, ProviderContext, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { Answer } from "./answers.ts";
import type { Dialect, Encoding } from "./dialects.ts";

/** How one server is reached, and what it is asked. */
export interface Connection {
  /** Its name, and what to check where it refuses, for people. */
  readonly service: HttpService;
  /** The provider's name in the catalog. */
  readonly provider: string;
  readonly url: string;
  readonly dialect: Dialect;
  /** What the server calls a model. */
  nameOf(model: Model): string;
  /** Sent as a bearer. */
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly encoding: Encoding;
  /** What the server calls purposes, where it knows them; the others are not named to it. */
  readonly purposes?: Readonly<Partial<Record<Purpose, string>>> | undefined;
  /** More fields of each request. */
  readonly extra?: Readonly<Partial<Record<Input["modality"], object>>>;
  /** Of one request; the dialect's when left out. */
  readonly maxInputs?: number | undefined;
  /** Requests in flight, for one modality. */
  readonly maxCalls: number;
  readonly gatherMs?: number;
  readonly maxImageBytes?: number | undefined;
  /** Of requests. */
  readonly quota: Quota;
}

/** A server as the gateway uses it. */
export interface Server {
  limits(modality: Input["modality"]): CallLimits;
  /** @throws GatewayError as `Provider.embed` */
  embed(model: Model, inputs: readonly Input[], options: EmbedOptions): Promise<Pass>;
  /** By the requests before. */
  availability(): Availability;
  close(): void;
}

export function openServer(
  connection: Connection,
  converter: Converter,
  context: ProviderContext<unknown>,
): Server {
  const { service: names, dialect, quota, url } = connection;
  const service = createService({ provider: connection.provider, name: names.name }, context);
  const maxInputs = (modality: Input["modality"]) =>
    Math.min(dialect.maxInputs[modality], connection.maxInputs ?? Infinity);
  const rules: ItemRules = {
    name: names.name,
    images: {
      accepts: dialect.images,
      maxPixels: 16_000_000,
      maxBytes: connection.maxImageBytes ?? 14_000_000,
    },
    maxBytes: 19_900_000,
  };
  const headers = {
    ...connection.headers,
    ...(connection.key && { authorization: `Bearer ${connection.key}` }),
  };

  async function item(input: Input, signal: AbortSignal): Promise<Item<TextOrUri>> {
    if (dialect.mistakesTexts && input.modality === "TEXT" && namesMedia.test(input.text)) {
      const message = `${names.name} would take "data:" in this text for an image.`;
      throw new GatewayError("BAD_INPUT", message);
    }
    return toItem(input, rules, converter, signal);
  }

  /** One request, of one modality: a row per item. */
  function send(
    model: Model,
    items: readonly Item<TextOrUri>[],
    options: EmbedOptions,
    deadline: Deadline,
  ): Promise<readonly Row[]> {
    return service.send({
      model,
      inputs: items.length,
      units: 1,
      quota,
      deadline,
      server: addressOf(url),
      attempt: async (signal, trace) => {
        const json = await requestJson<unknown>({
          url: url.replace(/\/$/, "") + dialect.path,
          headers: { ...headers, ...trace },
          body: bodyOf(connection, model, items, options),
          signal,
        });
        return readAnswer(names.name, () =>
          toRows(model, items, dialect.read(json, items.length, names.name)),
        );
      },
      explain: (failure) =>
        explainFailure(names, failure, [
          connection.key,
          ...Object.values(connection.headers ?? {}),
          ...items.map(textOf),
        ]),
    });
  }

  return {
    limits: (modality) => ({
      maxInputs: maxInputs(modality),
      maxCalls: connection.maxCalls,
      ...(connection.gatherMs !== undefined && { gatherMs: connection.gatherMs }),
    }),

    async embed(model, inputs, options) {
      if (inputs.length === 0) {
        return { rows: [] };
      }
      return service.within(options.signal, (deadline) =>
        embedInBatches(inputs, {
          name: names.name,
          toItem: (input) => item(input, deadline.signal),
          maxInputs: maxInputs(inputs[0]!.modality),
          maxBytes: rules.maxBytes,
          send: (items) => send(model, items, options, deadline),
          signal: deadline.signal,
        }),
      );
    },

    availability: () => service.availability(),
    close: () => service.close(),
  };
}

/** Servers look for an image within a text, too: docs.nvidia.com, "NeMo Retriever Embedding NIM". */
const namesMedia = /^\s*data:|data:(image|video)/i;

function bodyOf(
  { dialect, nameOf, encoding, purposes, extra }: Connection,
  model: Model,
  items: readonly Item<TextOrUri>[],
  { dimensions, purpose }: EmbedOptions,
): object {
  const { modality } = items[0]!.input;
  const named = purposes?.[purpose];
  // Servers refuse a length for models that have one only.
  const shortened = !model.matryoshka && model.supportedDimensions.length > 1;
  return {
    model: nameOf(model),
    ...dialect.contents[modality](items),
    ...dialect.encoded(encoding),
    ...(shortened && { [dialect.dimensions]: dimensions }),
    ...(named !== undefined && { [dialect.purpose]: named }),
    ...dialect.always?.[modality],
    ...extra?.[modality],
  };
}

function toRows(
  model: Model,
  items: readonly Item<TextOrUri>[],
  { vectors, tokens }: Answer,
): readonly Row[] {
  const { modality } = items[0]!.input;
  const count = items.length;
  const token = tokens ?? guessTokens(model, items);
  const used = { token, embedding: count, image: count, character: characters(items) };
  const usd = bill(model, modality, tokens ? { tokens } : {}, used) / count;
  return items.map(({ input }, i) => ({
    vector: vectors[i]!,
    usd,
    ...(input.modality === "TEXT" && {
      truncated: isSurelyCut(input.text, model.maxTextTokens),
      ...(count === 1 && tokens !== undefined && { tokens }),
    }),
  }));
}

function characters(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + (textOf(item)?.length ?? 0), 0);
}
