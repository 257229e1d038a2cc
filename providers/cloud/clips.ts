import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/model.ts";
import { estimateUsd, type Used } from "../../models/price.ts";
import { pay } from "../hold.ts";
import type { Clip, ClipLimits, EmbedClipOptions, Row } from "../provider.ts";
import type { Deadline } from "../resilience/deadline.ts";
import { toCheckedVector } from "./rows.ts";
import type { Service } from "./service.ts";

export interface ClipCall {
  /** The service, for people. */
  readonly name: string;
  readonly service: Service;
  readonly limits: ClipLimits;
  /** The most that the clip has, by the units of prices. */
  readonly used: Used;
  /** One request. */
  send(deadline: Deadline): Promise<Row>;
}

/**
 * A short video in one request, for which money is held.
 *
 * @throws GatewayError TOO_LARGE; as `Service.send`; PROVIDER_FAILED for a vector that is none
 */
export async function embedClip(
  { name, service, limits, used, send }: ClipCall,
  model: Model,
  clip: Clip,
  { dimensions, hold, signal }: EmbedClipOptions,
): Promise<Row> {
  checkClip(clip, limits, name);
  const row = await pay({
    hold,
    most: estimateUsd(model.pricing, "VIDEO", used),
    signal,
    call: (sent) =>
      service.within(signal, (deadline) => {
        sent();
        return send(deadline);
      }),
    usdOf: ({ usd = 0 }) => usd,
  });
  // Afterwards: a vector that is none is billed, too.
  return { ...row, vector: toCheckedVector(row.vector, dimensions, name) };
}

function checkClip({ bytes, seconds }: Clip, limits: ClipLimits, name: string): void {
  if (seconds > limits.maxSeconds) {
    throw tooLarge(`takes ${seconds} s`, `${limits.maxSeconds} s`, name);
  }
  if (bytes.length > limits.maxBytes) {
    throw tooLarge(`has ${bytes.length} bytes`, `${limits.maxBytes}`, name);
  }
}

function tooLarge(what: string, limit: string, name: string): GatewayError {
  return new GatewayError(
    "TOO_LARGE",
    `A part of the video ${what}; the limit of ${name} is ${limit}. Use a shorter intervalSec.`,
  );
}
