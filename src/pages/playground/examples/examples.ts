import { embeddings } from "./embeddings.ts";
import type { Example } from "./example.ts";
import { models } from "./models.ts";
import { scores } from "./scores.ts";

/** What a new visitor finds as tabs, and the Examples menu brings back. */
export const examples: readonly Example[] = [...scores, ...embeddings, ...models];
