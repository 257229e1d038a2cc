import { InferenceSession, Tensor } from "onnxruntime-node";

/**
 * The bare runtime, forked by bench.ts: `session.run` on inputs that are ready, in batches as the
 * server makes them, for as long as it is told to. Answers inputs a second.
 */
export type BareRequest = { readonly tower: "text" | "image"; readonly ms: number };

const batch = { text: 32, image: 8 };
const sessions = {
  text: await InferenceSession.create("models/embedded/onnx/text_model.onnx"),
  image: await InferenceSession.create("models/embedded/onnx/vision_model.onnx"),
};

process.on("message", async ({ tower, ms }: BareRequest) => {
  const feeds = tower === "text" ? textFeeds(batch.text, 8) : imageFeeds(batch.image, 260);
  const session = sessions[tower];
  await session.run(feeds);
  const end = performance.now() + ms;
  const startedAt = performance.now();
  let inputs = 0;
  while (performance.now() < end) {
    await session.run(feeds);
    inputs += batch[tower];
  }
  process.send!((1000 * inputs) / (performance.now() - startedAt));
});

function textFeeds(rows: number, tokens: number) {
  const ids = BigInt64Array.from({ length: rows * tokens }, (_, i) => BigInt(1000 + i));
  const mask = new BigInt64Array(rows * tokens).fill(1n);
  return {
    input_ids: new Tensor("int64", ids, [rows, tokens]),
    attention_mask: new Tensor("int64", mask, [rows, tokens]),
  };
}

function imageFeeds(rows: number, side: number) {
  const pixels = Float32Array.from({ length: rows * 3 * side * side }, (_, i) => Math.sin(i));
  return { pixel_values: new Tensor("float32", pixels, [rows, 3, side, side]) };
}
