import { cosinesWith } from "./cosines.ts";
import { type Answer, type AnswerError, judge } from "./judge.ts";
import { type MakeOperation, operation, pickModel } from "./operation.ts";
import type { Classification, Reference } from "./references.ts";

export const classifyImages: MakeOperation = (random, { references, imageList }) => {
  const { model, images, labelSets } = pickModel(random, references.filter(hasScores));
  const { labels, templates, rows } = random.pick(labelSets);
  const isOne = random.chance(0.3);
  const { list, expected, uploads } = imageList(random, images, {
    count: isOne ? 1 : random.between(2, 8),
    ...(isOne && { name: "image" }),
  });
  const name = isOne ? "classify" : "classifyImages";
  const argument = isOne ? "$image: ImageInput!" : "$images: [ImageInput!]!";
  return operation({
    name,
    query: `query (${argument}, $labels: [String!]!, $templates: [String!], $model: ID) {
      ${name}(${isOne ? "image: $image" : "images: $images"}, labels: $labels, templates: $templates, model: $model) {
        best { label } labels { label score similarity }
      }
    }`,
    variables: { ...(isOne ? { image: list[0] } : { images: list }), labels, templates, model },
    uploads,
    question: {
      path: [name],
      expected: isOne ? expected[0]! : expected,
      gallery: rows,
      rowOf: (item: Classification) => item,
    },
  });
};

export const similarity: MakeOperation = (random, { references, imageList }) => {
  const reference = pickModel(random, references.filter(hasScores));
  const { list, expected, uploads } = imageList(random, reference.images, {
    count: random.between(2, 8),
  });
  const texts = random.sample(reference.texts, random.between(3, 10));
  return operation({
    name: "similarity",
    query: `query ($images: [ImageInput!]!, $texts: [String!]!, $model: ID) {
      similarity(images: $images, texts: $texts, model: $model) { cosine }
    }`,
    variables: { images: list, texts, model: reference.model },
    uploads,
    question: { path: ["similarity", "cosine"], expected, ...cosinesWith(texts, reference) },
  });
};

/** The same images and texts through two or three models. */
export const compare: MakeOperation = (random, { references, imageList }) => {
  const local = references.filter(hasScores);
  const compared = random.shuffle(local).slice(0, random.between(2, 3));
  const [first] = compared;
  const images = first!.images.filter(({ id }) =>
    compared.every((reference) => reference.images.some((image) => image.id === id)),
  );
  const common = first!.texts.filter((text) =>
    compared.every((reference) => reference.texts.includes(text)),
  );
  const texts = [...new Set(random.sample(common, 5))];
  // When no image is good, the model's result is an error as a whole.
  const { list, expected, uploads } = imageList(random, images, {
    count: random.between(2, 5),
    goodFirst: true,
  });
  return {
    name: "compare",
    query: `query ($images: [ImageInput!]!, $texts: [String!]!, $models: [ID!]!) {
      compare(images: $images, texts: $texts, models: $models) {
        results { error { code message retryable } cosine }
      }
    }`,
    variables: { images: list, texts, models: compared.map(({ model }) => model) },
    uploads,
    rows: list.length * compared.length,
    judge(answer, excuses, tally) {
      const whole = withProblems(answer);
      for (const [i, reference] of compared.entries()) {
        const path = ["compare", "results", i, "cosine"];
        judge({ path, expected, ...cosinesWith(texts, reference) }, whole, excuses, tally);
      }
    },
  };
};

/** A model that fails says so in its result, not in an error of the response. */
function withProblems({ data, errors = [] }: Answer): Answer {
  const { compare } = (data ?? {}) as {
    compare?: {
      results: { error: { code: string; message: string; retryable: boolean } | null }[];
    };
  };
  const problems = (compare?.results ?? []).flatMap(({ error }, i): AnswerError[] =>
    error ? [{ path: ["compare", "results", i], message: error.message, extensions: error }] : [],
  );
  return { data, errors: [...errors, ...problems] };
}

/** Not the cloud's: the purpose of a text is part of its vector there. */
const hasScores = ({ labelSets }: Reference): boolean => labelSets.length > 0;
