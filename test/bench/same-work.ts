import { dot, normalize } from "../../models/vector/vector.ts";
import type { BareRuntime, Inputs } from "./bare-runtime.ts";
import { ask, type Embedding, type Target } from "./requests.ts";

/** Where the same graph saw the same numbers, float32 leaves no more than this. */
export const leastCosine = 0.999;

/**
 * That a server and the bare runtime do the same work: one input at a time gives the same vector,
 * and where the server says its tokens, as many of them.
 *
 * @throws Error naming the first input of which it is not so
 */
export async function checkSameWork(
  bare: BareRuntime,
  target: Target,
  inputs: readonly Inputs[],
  { bodyOf, read }: { bodyOf(inputs: Inputs): Buffer; read(answer: string): Embedding },
): Promise<void> {
  for (const input of inputs) {
    const [tokens] = await bare.prepare(input);
    const expected = normalize(await bare.vector());
    const answer = read(await ask(target, bodyOf(input)));
    const cosine = dot(normalize(answer.vector), expected);
    const what = input.modality === "text" ? JSON.stringify(input.texts[0]) : "a photo";
    if (!(cosine >= leastCosine)) {
      throw new Error(`${target.origin} and the bare runtime differ on ${what}: cosine ${cosine}`);
    }
    if (answer.tokens !== undefined && answer.tokens !== tokens) {
      throw new Error(`${what} had ${answer.tokens} tokens, and ${tokens} in the bare runtime`);
    }
  }
}
