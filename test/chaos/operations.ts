import { embedImage, embedImages, embedText, embedTexts } from "./embed-operations.ts";
import { type MakeOperation, operation } from "./operation.ts";
import { factsQuery } from "./references.ts";
import { classifyImages, compare, similarity } from "./score-operations.ts";

/** One of all kinds. */
export const anyOperation: MakeOperation = (random, world) => random.pick(kinds)(random, world);

/** What needs no model. */
const facts: MakeOperation = (_, { facts }) =>
  operation({
    name: "facts",
    query: factsQuery,
    variables: {},
    question: {
      path: [],
      expected: { id: facts },
      gallery: { verdict: (id, row) => (id === row ? "right" : "wrong") },
      rowOf: (data) => JSON.stringify(data),
    },
  });

// Texts are the cheapest rows, so most rows are texts.
const kinds: readonly MakeOperation[] = [
  ...Array<MakeOperation>(12).fill(embedTexts),
  ...[embedText, embedText, embedImage, embedImage],
  ...[embedImages, embedImages, embedImages, embedImages],
  ...[classifyImages, classifyImages, similarity, compare, facts],
];
