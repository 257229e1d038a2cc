import sharp from "sharp";
import type { Input } from "../../../models/types.ts";
import { create } from "../../../providers/vertex/provider.ts";
import { startVertex } from "../../servers/vertex.ts";
import { multimodal, recording } from "../cloud-models.ts";
import { testProvider } from "../provider-contract.ts";

testProvider("Vertex AI", async () => {
  const server = await startVertex();
  const { context } = recording({
    GOOGLE_CLOUD_LOCATION: "us-central1",
    VERTEX_ENDPOINT: server.endpoint,
    VERTEX_INSECURE: true,
    VERTEX_REQUESTS_PER_MINUTE: 1e6,
    REQUEST_TIMEOUT_MS: 10_000,
    MAX_IMAGE_PIXELS: 1e6,
  });
  const texts = ["a cat", "a dog", "two words", "😀"];
  const images = await Promise.all(["red", "green", "blue", "white"].map(image));
  return {
    provider: create(context),
    model: multimodal,
    inputs: [texts.map((text): Input => ({ modality: "TEXT", text })), images],
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
