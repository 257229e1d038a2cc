import sharp from "sharp";
import { afterEach, beforeEach, expect, vi } from "vitest";
import type { GatewayError } from "../../models/errors.ts";
import type { Input, Model } from "../../models/model.ts";
import type { Pass, Provider, ProviderContext, ServerSettings } from "../../providers/provider.ts";
import type { Faults } from "../servers/faults.ts";
import { recording } from "./cloud-models.ts";
import { testProvider } from "./provider-contract.ts";

/** A provider, and a server that speaks what it speaks. */
export interface Cloud<Server, Settings> {
  readonly model: Model;
  /** The shortest it knows, so that tests are quick. */
  readonly dimensions: number;
  start(): Promise<Server>;
  /** That lead to the server. */
  settings(server: Server): Settings;
  create(context: ProviderContext<Settings>): Provider;
  /** Until the provider works, where that takes a while. */
  ready?(provider: Provider, server: Server): Promise<void>;
}

interface AnyServer {
  readonly faults: Faults;
  close(): Promise<void>;
}

/** A provider and a server for each test of a file. */
export function setUpCloud<Server extends AnyServer, Settings extends object>({
  model,
  dimensions,
  start,
  settings,
  create,
  ready,
}: Cloud<Server, Settings>) {
  const it = {} as {
    server: Server;
    provider: Provider;
    record: ReturnType<typeof recording<Settings>>;
  };

  /** Another provider, with other settings. */
  function open(changes: Partial<Settings & ServerSettings> = {}): void {
    it.record?.stop();
    it.record = recording<Settings>({ ...settings(it.server), ...changes } as Settings);
    it.provider = create(it.record.context);
  }

  beforeEach(async () => {
    it.server = await start();
    open();
    await ready?.(it.provider, it.server);
  });
  afterEach(async () => {
    vi.useRealTimers();
    it.record.stop();
    await it.provider.close();
    await it.server.close();
  });

  const embed = (inputs: readonly Input[], changes: object = {}): Promise<Pass> =>
    it.provider.embed(model, inputs, { dimensions, purpose: "DOCUMENT", ...changes });
  return { it, open, embed };
}

/** What every provider promises, of one behind a server; `quota` must not hold it up. */
export function testCloud<Server extends AnyServer, Settings extends object>(
  name: string,
  { model, start, settings, create, ready }: Cloud<Server, Settings>,
  quota: Partial<Settings>,
): void {
  testProvider(name, async () => {
    const server = await start();
    const images = await Promise.all(
      ["red", "green", "blue", "white"].map(async (background) => {
        const picture = sharp({ create: { width: 64, height: 64, channels: 3, background } });
        return { modality: "IMAGE", bytes: await picture.png().toBuffer() } as const;
      }),
    );
    const provider = create(
      recording<Settings>({ ...settings(server), ...quota } as Settings).context,
    );
    await ready?.(provider, server);
    return {
      provider,
      model,
      inputs: [["a cat", "a dog", "two words", "😀"].map(text), images],
      // Its header is fine, so that the service finds out.
      bad: image(images[0]!.bytes.subarray(0, 60)),
      stall() {
        server.faults.always("hang");
        return {
          stalled: server.faults.until("hanging"),
          release: () => server.faults.always(undefined),
        };
      },
      close: () => server.close(),
    };
  });
}

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

/** What all rows of a call cost. */
export function usdOf({ rows }: Pass): number {
  return rows.reduce((sum, row) => sum + (row instanceof Error ? 0 : (row.usd ?? 0)), 0);
}
