import { GatewayError } from "../../models/errors.ts";
import { memoryShortage } from "../memory-shortage.ts";
import type { Log } from "../provider.ts";
import { withDeadline } from "../resilience/deadline.ts";
import { untilAborted } from "../resilience/until-aborted.ts";
import {
  ConverterDied,
  type ConverterProcess,
  type EncodedImage,
  startConverterProcess,
} from "./converter-process.ts";
import { shuttingDown } from "./errors.ts";
import { type ImageHeader, readImageHeader } from "./image-header.ts";

/** What a service takes. Images beyond it are converted before they are sent. */
export interface ImageRules {
  /** Media types, such as `image/gif`; JPEG and PNG must be among them. */
  readonly accepts: readonly string[];
  readonly maxPixels: number;
  /** Of the longer side, in pixels, where it is bounded, too. */
  readonly maxSide?: number;
  readonly maxBytes: number;
}

export interface Converter {
  /**
   * The image as it is where the rules allow that, judged by its header alone; otherwise
   * a JPEG, on white, scaled down to the rules' pixels, made in a process of its own.
   *
   * @throws GatewayError IMAGE_UNREADABLE, TOO_LARGE; PROVIDER_FAILED when no process starts, or
   *   there is no memory
   */
  fit(bytes: Uint8Array, rules: ImageRules, signal: AbortSignal): Promise<EncodedImage>;
  close(): void;
}

/**
 * Hostile images are decoded outside the server, and one at a time, so that it is clear which one
 * a dying process is to blame on. The process starts on first use and goes when idle.
 *
 * @param maxPixels larger images are not decoded (MAX_IMAGE_PIXELS)
 */
export function createConverter(
  maxPixels: number,
  log: Log,
  start: () => Promise<ConverterProcess> = startConverterProcess,
): Converter {
  let running: ConverterProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let ended = false;

  const stop = () => {
    running?.kill();
    running = undefined;
  };

  async function convert(bytes: Uint8Array, rules: ImageRules, signal: AbortSignal) {
    signal.throwIfAborted();
    if (ended) {
      throw shuttingDown();
    }
    clearTimeout(idle);
    if (running?.dead()) {
      stop();
    }
    const started = (running ??= await start());
    const { maxPixels: outputPixels, maxSide: outputSide } = rules;
    const request = { bytes, maxPixels, outputPixels, outputSide };
    try {
      return await withDeadline(decodeMs, { signals: [signal], tooLate }, (deadline) =>
        started.run(request, deadline.signal),
      );
    } catch (error) {
      if (error instanceof GatewayError && error.code !== "TIMEOUT") {
        throw error;
      }
      // It died, hangs, or nobody waits any more: only its end ends a conversion.
      stop();
      signal.throwIfAborted();
      log.warn({ cause: String(error), bytes: bytes.length }, "an image broke its decoder");
      if (error instanceof ConverterDied && shortOfMemory.has(error.how)) {
        throw memoryShortage(error);
      }
      throw new GatewayError("IMAGE_UNREADABLE", "The image cannot be decoded; send it as JPEG.");
    } finally {
      idle = setTimeout(stop, idleMs).unref();
    }
  }

  return {
    async fit(bytes, rules, signal) {
      const header = readImageHeader(bytes);
      const pixels = header ? header.width * header.height : 0;
      if (pixels > maxPixels) {
        throw tooManyPixels(pixels, maxPixels);
      }
      if (header && rules.accepts.includes(header.mime) && isSmall(header, rules)) {
        if (bytes.length <= rules.maxBytes) {
          return { bytes, mime: header.mime };
        }
      }
      const mine = turn.then(() => convert(bytes, rules, signal));
      turn = mine.catch(() => {});
      return untilAborted(mine, signal);
    },
    close() {
      ended = true;
      clearTimeout(idle);
      stop();
    },
  };
}

function isSmall({ width, height }: ImageHeader, rules: ImageRules): boolean {
  const { maxPixels, maxSide = Infinity } = rules;
  return width * height <= maxPixels && Math.max(width, height) <= maxSide;
}

const decodeMs = 10_000;
const idleMs = 60_000;
const tooLate = () => new GatewayError("TIMEOUT", `The image took more than ${decodeMs} ms.`);

function tooManyPixels(pixels: number, limit: number): GatewayError {
  return new GatewayError(
    "TOO_LARGE",
    `The image has ${pixels} pixels; the limit is ${limit} (MAX_IMAGE_PIXELS). Scale it down.`,
  );
}

/** How processes end that get no memory: the kernel kills them, GLib ends itself by a trap. */
const shortOfMemory = new Set(["SIGKILL", "SIGTRAP"]);
