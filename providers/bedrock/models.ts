import { cohere } from "./forms/cohere.ts";
import type { Form } from "./forms/form.ts";
import { nova } from "./forms/nova.ts";
import { titan } from "./forms/titan.ts";

/** What a model is called at Amazon Bedrock, and the form in which it is asked and answers. */
export interface Hosted {
  readonly name: string;
  readonly form: Form;
}

/** By what follows the slash of their ids in the catalog. */
export const hosted: Readonly<Record<string, Hosted>> = {
  "nova-2-multimodal-embeddings-v1": {
    name: "amazon.nova-2-multimodal-embeddings-v1:0",
    form: nova,
  },
  "titan-embed-image-v1": { name: "amazon.titan-embed-image-v1", form: titan },
  "embed-v4.0@bedrock": { name: "cohere.embed-v4:0", form: cohere },
};

export const hostedNames: readonly string[] = Object.values(hosted).map(({ name }) => name);
