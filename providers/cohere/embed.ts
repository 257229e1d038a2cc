import type { CohereClientV2 } from "cohere-ai";
import { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import { bill } from "../cloud/bill.ts";
import type { Converter } from "../cloud/converter.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { Guard } from "../cloud/guard.ts";
import { isSurelyCut } from "../cloud/inputs.ts";
import type { Quota } from "../cloud/quota.ts";
import { settle } from "../cloud/rows.ts";
import { bisect } from "../resilience/bisect.ts";
import type { EmbedOptions, Pass, Row } from "../provider.ts";
import { explain } from "./explain.ts";
import { maxBytes, toItem, type Item } from "./item.ts";
import { blameInputs, plan } from "./plan.ts";
import { request, type Encoding } from "./request.ts";

/** What a call has to do with beside its inputs. */
export interface Line {
  readonly guard: Guard;
  readonly quota: Quota;
  readonly converter: Converter;
  readonly key: string;
  /** The most inputs of one request. */
  readonly maxInputs: number;
  readonly encoding: Encoding;
  client(): Promise<CohereClientV2>;
}

/** Converts, plans, sends and puts the answers back in the order of the inputs. */
export async function embed(
  line: Line,
  model: Model,
  inputs: readonly [Input, ...Input[]],
  options: EmbedOptions,
  deadline: Deadline,
): Promise<Pass> {
  const { modality } = inputs[0];

  const send = (items: readonly Item[]): Promise<readonly Row[]> =>
    line.guard.run({
      deadline,
      quota: line.quota,
      units: items.length,
      attempt: async (signal) => {
        const { vectors, billed } = await request(await line.client(), model, items, {
          ...options,
          encoding: line.encoding,
          signal,
        });
        const token = billed[modality === "TEXT" ? "input tokens" : "image tokens"];
        const used = { token, embedding: items.length, image: items.length };
        const usd = bill(model, modality, billed, used) / items.length;
        return items.map(({ input }, i) => ({
          vector: vectors[i]!,
          usd,
          truncated: input.modality === "TEXT" && isSurelyCut(input.text, model.maxTextTokens),
        }));
      },
      explain: (failure) => explain(failure, [line.key, ...items.map(textOf)]),
    });

  const made = await Promise.all(
    inputs.map((input, index) => toItem(input, index, line.converter, deadline.signal)),
  );
  const rows: (Row | Error)[] = [];
  const items: Item[] = [];
  for (const [index, item] of made.entries()) {
    if (item instanceof GatewayError) {
      rows[index] = item;
    } else {
      items.push(item);
    }
  }

  const splits = { left: 16 };
  await Promise.all(
    plan(items, { maxInputs: line.maxInputs, maxBytes }).map(async (part) => {
      const answers = await bisect(part, send, blameInputs(splits)).catch((error: unknown) => {
        if (!(error instanceof GatewayError) || deadline.signal.aborted) {
          throw error;
        }
        return part.map(() => error);
      });
      for (const [i, { index, input }] of part.entries()) {
        rows[index] = blame(answers[i]!, input);
      }
    }),
  );
  return settle(rows);
}

const textOf = ({ input }: Item) => (input.modality === "TEXT" ? input.text : undefined);

/** Cohere refuses an input without a word on its kind. */
function blame(row: Row | Error, input: Input): Row | Error {
  return row instanceof GatewayError && row.code === "BAD_INPUT" && input.modality === "IMAGE"
    ? new GatewayError("IMAGE_UNREADABLE", "Cohere cannot read the image; send it as JPEG or PNG.")
    : row;
}
