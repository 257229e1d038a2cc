import sharp from "sharp";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { GatewayError } from "../../../models/errors.ts";
import type { Input, Purpose } from "../../../models/types.ts";
import { create } from "../../../providers/cohere/provider.ts";
import type { Settings } from "../../../providers/cohere/settings.ts";
import type { Embedded, Provider } from "../../../providers/provider.ts";
import { startCohere, type CohereServer } from "../../servers/cohere.ts";
import { embedV4, recording } from "../cloud-models.ts";

/** A provider and a server for each test of a file. */
export function setUp() {
  const it = {} as {
    server: CohereServer;
    provider: Provider;
    record: ReturnType<typeof recording<Settings>>;
  };

  /** Another provider, with other settings. */
  function open(changes: Partial<Settings> = {}): void {
    it.record = recording<Settings>({
      CO_API_KEY: it.server.key,
      COHERE_BASE_URL: it.server.url,
      REQUEST_TIMEOUT_MS: 10_000,
      MAX_IMAGE_PIXELS: 20_000_000,
      ...changes,
    });
    it.provider = create(it.record.context);
  }

  beforeEach(async () => {
    it.server = await startCohere();
    open();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await it.provider.close();
    await it.server.close();
  });

  const embed = (inputs: readonly Input[], changes: object = {}): Promise<Embedded> =>
    it.provider.embed(embedV4, inputs, { ...options, ...changes });
  return { it, open, embed };
}

export const options = { dimensions: 256, purpose: "DOCUMENT" as Purpose };

export const text = (text: string): Input => ({ modality: "TEXT", text });
export const texts = (count: number) => Array.from({ length: count }, (_, i) => text(`text ${i}`));
export const image = (bytes: Uint8Array): Input => ({ modality: "IMAGE", bytes });

export function canvas(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: "teal" } });
}

export function errorOf(call: Promise<unknown>): Promise<GatewayError> {
  return call.then(
    () => expect.fail("it did not reject"),
    (error: GatewayError) => error,
  );
}
