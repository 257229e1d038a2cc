import type { Inputs } from "./bare-runtime.ts";
import type { Load } from "./measure.ts";
import { embeddingIn, imageBody, type Target, textBody, tokensBody } from "./requests.ts";

/** Inputs as requests to the gateway, one in each. */
export function bodiesOf(inputs: Inputs, model?: string): Buffer[] {
  return inputs.modality === "text"
    ? inputs.texts.map((text) => textBody(text, model))
    : inputs.images.map((image) => imageBody(image, model));
}

export function gatewayLoad(
  { name, inputs, clients }: { name: string; inputs: Inputs; clients: number },
  target: Target,
  model?: string,
): Load {
  return { inputs, clients, contenders: [{ name, target, bodies: bodiesOf(inputs, model) }] };
}

/** For `checkSameWork`: the gateway also tells the tokens of a text. */
export function readGateway(model?: string) {
  const bodyOf = (inputs: Inputs) =>
    inputs.modality === "text"
      ? tokensBody(inputs.texts[0]!, model)
      : imageBody(inputs.images[0]!, model);
  return { bodyOf, read: embeddingIn };
}
