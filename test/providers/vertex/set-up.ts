import sharp from "sharp";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { GatewayError } from "../../../models/errors.ts";
import type { Input } from "../../../models/types.ts";
import type { Embedded, Provider } from "../../../providers/provider.ts";
import { create } from "../../../providers/vertex/provider.ts";
import type { Settings } from "../../../providers/vertex/settings.ts";
import { startVertex, type VertexServer } from "../../servers/vertex.ts";
import { multimodal, recording } from "../cloud-models.ts";

/** A provider and a server for each test of a file. */
export function setUp() {
  const it = {} as {
    server: VertexServer;
    provider: Provider;
    record: ReturnType<typeof recording<Settings>>;
  };

  /** Another provider, with other settings. */
  function open(changes: Partial<Settings> = {}): void {
    it.record = recording<Settings>({
      GOOGLE_CLOUD_LOCATION: "europe-west4",
      VERTEX_ENDPOINT: it.server.endpoint,
      VERTEX_INSECURE: true,
      REQUEST_TIMEOUT_MS: 10_000,
      MAX_IMAGE_PIXELS: 20_000_000,
      ...changes,
    });
    it.provider = create(it.record.context);
  }

  beforeEach(async () => {
    it.server = await startVertex();
    open();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await it.provider.close();
    await it.server.close();
  });

  const embed = (inputs: readonly Input[], changes: object = {}): Promise<Embedded> =>
    it.provider.embed(multimodal, inputs, { dimensions: 128, purpose: "DOCUMENT", ...changes });
  return { it, open, embed };
}

export const text = (text: string): Input => ({ modality: "TEXT", text });
export const texts = (count: number) => Array.from({ length: count }, (_, i) => text(`text ${i}`));

export function canvas(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: "teal" } });
}

export function errorOf(call: Promise<unknown>): Promise<GatewayError> {
  return call.then(
    () => expect.fail("it did not reject"),
    (error: GatewayError) => error,
  );
}
