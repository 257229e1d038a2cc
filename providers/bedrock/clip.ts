import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import { estimateUsd } from "../../models/price.ts";
import { malformed } from "../cloud/errors.ts";
import { toBase64 } from "../cloud/items.ts";
import { bill } from "../cloud/rows.ts";
import { pay } from "../hold.ts";
import type { Clip, EmbedClipOptions, Row } from "../provider.ts";
import type { Asker } from "./ask.ts";
import type { Line } from "./lines.ts";

/** @throws GatewayError UNSUPPORTED_MODALITY, TOO_LARGE; as `Asker.ask` */
export async function embedClip(
  { ask }: Asker,
  line: Line,
  model: Model,
  clip: Clip,
  options: EmbedClipOptions,
): Promise<Row> {
  const { clips } = line.form;
  if (!clips) {
    throw new GatewayError("UNSUPPORTED_MODALITY", `${model.id} takes no video.`);
  }
  check(clip, clips);
  const { seconds } = clip;
  const body = clips.request(toBase64(clip.bytes), options);
  const used = { second: seconds, embedding: 1 };
  const { signal, hold, dimensions } = options;
  return pay({
    hold,
    most: estimateUsd(model.pricing, "VIDEO", used),
    signal,
    async call(sent) {
      sent();
      const answered = await line.service.within(signal, (deadline) =>
        ask(line, { model, body, inputs: 1, deadline }),
      );
      const vector = checked(answered.vectors[0]!, dimensions);
      return { vector, usd: bill(model, "VIDEO", { "video seconds": seconds }, used) };
    },
    usdOf: ({ usd }) => usd,
  });
}

/** How many times each byte of a clip is held: as bytes, in base64, in JSON, and on the wire. */
export const copies = 4;

function check(
  { bytes, seconds }: Clip,
  { maxSeconds, maxBytes }: { readonly maxSeconds: number; readonly maxBytes: number },
): void {
  if (seconds > maxSeconds) {
    throw tooLarge(`takes ${seconds} s`, `${maxSeconds} s`);
  }
  if (bytes.length > maxBytes) {
    throw tooLarge(`has ${bytes.length} bytes`, maxBytes);
  }
}

function tooLarge(what: string, limit: number | string): GatewayError {
  return new GatewayError(
    "TOO_LARGE",
    `A part of the video ${what}; the limit of Amazon Bedrock is ${limit}. Use a shorter intervalSec.`,
  );
}

/** The embedder, which checks other vectors, does not see this one. */
function checked(vector: Float32Array, dimensions: number): Float32Array {
  if (vector.length !== dimensions) {
    throw malformed("Amazon Bedrock", `${vector.length} dimensions instead of ${dimensions}`);
  }
  if (!vector.every(Number.isFinite)) {
    throw malformed("Amazon Bedrock", "numbers that are not finite");
  }
  return vector;
}
