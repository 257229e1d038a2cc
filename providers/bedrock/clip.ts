import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import { embedClip as embedOnce } from "../cloud/clips.ts";
import { toBase64 } from "../cloud/items.ts";
import { bill } from "../cloud/rows.ts";
import type { Clip, EmbedClipOptions, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import type { Asker } from "./ask.ts";
import type { Line } from "./lines.ts";

/** @throws GatewayError UNSUPPORTED_MODALITY; as `embedClip` of cloud/clips.ts */
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
  const { seconds, bytes } = clip;
  const used = { second: seconds, embedding: 1 };
  const call = {
    name: "Amazon Bedrock",
    service: line.service,
    limits: { ...clips, copies },
    used,
    async send(deadline: Deadline) {
      const body = clips.request(toBase64(bytes), options);
      const { vectors } = await ask(line, { model, body, inputs: 1, deadline });
      const usd = bill(model, "VIDEO", { "video seconds": seconds }, used);
      return { vector: vectors[0]!, usd };
    },
  };
  return embedOnce(call, model, clip, options);
}

/** How many times each byte of a clip is held: as bytes, in base64, in JSON, and on the wire. */
export const copies = 4;
