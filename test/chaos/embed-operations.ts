import { type MakeOperation, operation, pickModel } from "./operation.ts";

export const embedTexts: MakeOperation = (random, { references }) => {
  const { model, share, texts, textRows } = pickModel(random, references);
  // Not many distinct ones: there are duplicates within a list and between clients.
  const isLong = share > 2 && random.chance(0.5);
  const count = isLong ? random.between(100, 300) : random.between(1, 40);
  const list = random.sample(texts, count);
  return operation({
    name: "embedTexts",
    query: `query ($texts: [String!]!, $model: ID) { embedTexts(texts: $texts, model: $model) { base64 } }`,
    variables: { texts: list, model },
    question: {
      path: ["embedTexts"],
      expected: list.map((id) => ({ id })),
      gallery: textRows,
      rowOf: base64Of,
    },
  });
};

export const embedText: MakeOperation = (random, { references }) => {
  const { model, texts, textRows } = pickModel(random, references);
  const text = random.pick(texts);
  return operation({
    name: "embedText",
    query: `query ($text: String!, $model: ID) { embedText(text: $text, model: $model) { base64 } }`,
    variables: { text, model },
    question: { path: ["embedText"], expected: { id: text }, gallery: textRows, rowOf: base64Of },
  });
};

export const embedImage: MakeOperation = (random, { references, imageList }) => {
  const { model, images, imageRows } = pickModel(random, references);
  const { list, expected, uploads } = imageList(random, images, { count: 1, name: "image" });
  return operation({
    name: "embedImage",
    query: `query ($image: ImageInput!, $model: ID) { embedImage(image: $image, model: $model) { base64 } }`,
    variables: { image: list[0], model },
    uploads,
    question: {
      path: ["embedImage"],
      expected: expected[0]!,
      gallery: imageRows,
      rowOf: base64Of,
    },
  });
};

export const embedImages: MakeOperation = (random, { references, imageList }) => {
  const { model, images, imageRows } = pickModel(random, references);
  const { list, expected, uploads } = imageList(random, images, { count: random.between(2, 12) });
  return operation({
    name: "embedImages",
    query: `query ($images: [ImageInput!]!, $model: ID) { embedImages(images: $images, model: $model) { base64 } }`,
    variables: { images: list, model },
    uploads,
    question: { path: ["embedImages"], expected, gallery: imageRows, rowOf: base64Of },
  });
};

const base64Of = ({ base64 }: { readonly base64: string }): string => base64;
