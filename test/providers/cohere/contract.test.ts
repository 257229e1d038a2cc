import sharp from "sharp";
import { create } from "../../../providers/cohere/provider.ts";
import type { Input } from "../../../models/types.ts";
import { startCohere } from "../../servers/cohere.ts";
import { embedV4, recording } from "../cloud-models.ts";
import { testProvider } from "../provider-contract.ts";

testProvider("Cohere", async () => {
  const server = await startCohere();
  const { context } = recording({
    CO_API_KEY: server.key,
    COHERE_BASE_URL: server.url,
    COHERE_INPUTS_PER_MINUTE: 1e6,
    COHERE_IMAGES_PER_MINUTE: 1e6,
    REQUEST_TIMEOUT_MS: 10_000,
    MAX_IMAGE_PIXELS: 1e6,
  });
  const texts = ["a cat", "ein Hund", "два слова", "日本語 😀"];
  const images = await Promise.all(["red", "green", "blue", "white"].map(image));
  return {
    provider: create(context),
    model: embedV4,
    inputs: [texts.map((text): Input => ({ modality: "TEXT", text })), images],
    // Its header is fine, so that the service finds out.
    bad: { modality: "IMAGE", bytes: images[0]!.bytes.subarray(0, 60) },
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

async function image(background: string) {
  const picture = sharp({ create: { width: 64, height: 64, channels: 3, background } });
  return { modality: "IMAGE", bytes: await picture.png().toBuffer() } as const;
}
