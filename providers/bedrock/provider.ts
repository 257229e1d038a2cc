import type { Input, Model } from "../../models/model.ts";
import { embedInBatches, type Item } from "../cloud/batches.ts";
import { createConverter } from "../cloud/converter.ts";
import { textOf, toItem, type TextOrUri } from "../cloud/items.ts";
import type { EmbedOptions, Pass, Provider, ProviderContext, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { findAccess, requireAccess } from "./access.ts";
import { createAsker, idOf } from "./ask.ts";
import { copies, embedClip } from "./clip.ts";
import type { Form } from "./forms/form.ts";
import { openLines } from "./lines.ts";
import { toRows } from "./rows.ts";
import type { BedrockSettings } from "./settings.ts";

/** Models that Amazon Bedrock hosts, by InvokeModel. */
export function create(context: ProviderContext<BedrockSettings>): Provider {
  const { settings, log } = context;
  const { lineOf, closeAll } = openLines(context);
  const asker = createAsker(context);
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);

  async function embed(
    model: Model,
    inputs: readonly Input[],
    options: EmbedOptions,
    deadline: Deadline,
  ): Promise<Pass> {
    const line = lineOf(model);
    const { form } = line;
    const { signal } = deadline;
    const rules = { name: "Amazon Bedrock", images: form.images, maxBytes: form.maxBytes };

    async function send(items: readonly Item<TextOrUri>[]): Promise<Row[]> {
      const contents = items.map(({ content }) => shortened(content, form));
      const body = form.request(contents, options);
      const texts = items.map(textOf);
      const question = { model, body, inputs: items.length, deadline, texts };
      return toRows(model, items, await asker.ask(line, question));
    }

    return embedInBatches(inputs, {
      name: "Amazon Bedrock",
      toItem: (input) => toItem(input, rules, converter, signal),
      maxInputs: maxInputs(form, inputs[0]!.modality),
      maxBytes: form.maxBytes,
      send,
      signal,
    });
  }

  return {
    name: "bedrock",

    limits(model, modality) {
      const { form } = lineOf(model);
      const most = modality === "VIDEO" ? 1 : maxInputs(form, modality);
      return {
        maxInputs: most,
        maxCalls: 8,
        ...(form.maxTokens && { maxTokens: form.maxTokens }),
        ...(most > 1 && { gatherMs: 15 }),
      };
    },

    async embed(model, inputs, options) {
      requireAccess(settings);
      if (inputs.length === 0) {
        return { rows: [] };
      }
      const { service } = lineOf(model);
      return service.within(options.signal, (deadline) => embed(model, inputs, options, deadline));
    },

    async embedClip(model, clip, options) {
      requireAccess(settings);
      return embedClip(asker, lineOf(model), model, clip, options);
    },

    clips(model) {
      const { maxSeconds = 0, maxBytes = 0 } = lineOf(model).form.clips ?? {};
      return { maxSeconds, maxBytes, copies };
    },

    // Every region has the same weights; what an ARN stands for may have others.
    revision: (model) =>
      `${idOf(lineOf(model).name, settings)} at ${settings.BEDROCK_ENDPOINT ?? "AWS"}`,

    availability(model) {
      const access = findAccess(settings);
      return "status" in access ? access : lineOf(model).service.availability();
    },

    async close() {
      closeAll();
      converter.close();
      asker.close();
    },
  };
}

const maxInputs = ({ maxInputs }: Form, modality: "TEXT" | "IMAGE") => maxInputs[modality];

/** Never between the halves of a character. */
function shortened(content: TextOrUri, { maxChars }: Form): TextOrUri {
  return "text" in content && content.text.length > (maxChars ?? Infinity)
    ? { text: content.text.slice(0, maxChars).replace(/[\ud800-\udbff]$/, "") }
    : content;
}
