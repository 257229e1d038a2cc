import { catalog } from "../../../../models/catalog/index.ts";
import { embedded } from "../../../../models/catalog/embedded.ts";
import { variablesText } from "../variables-text.ts";
import type { Example } from "./example.ts";

const photos = [{ upload: "cat.jpg" }, { upload: "coffee.jpg" }, { upload: "rocket.jpg" }];
const texts = ["a cat", "a cup of coffee", "a rocket"];

/** One that a new server does not have, and whose name starts no download: its files must be made. */
const another = catalog.find(({ weights }) => weights?.from === "export");

/** Photos against texts. */
export const scores: readonly Example[] = [
  {
    title: "Classify a photo",
    query: `# Which label fits the photo best?
# Any words will do: change the labels below,
# or drop a photo of your own on this page.
query Classify(
  $image: ImageInput!
  $labels: [String!]!
) {
  classify(image: $image, labels: $labels) {
    best { label score }
    labels { label score }
    model { id }
    timing { totalMs computeMs batchSize }
  }
}
`,
    variables: variablesText({
      image: { upload: "cat.jpg" },
      labels: ["a cat", "a dog", "a cup of coffee", "a rocket"],
    }),
  },
  {
    title: "Classify many photos",
    query: `# The same labels for many photos at once.
# A photo that fails has null in its place,
# and an error beside the others' answers.
query ClassifyImages(
  $images: [ImageInput!]!
  $labels: [String!]!
) {
  classifyImages(
    images: $images
    labels: $labels
  ) {
    labels { label score }
    model { id }
    timing { totalMs computeMs batchSize }
  }
}
`,
    variables: variablesText({
      images: photos,
      labels: texts,
    }),
  },
  {
    title: "Compare photos with texts",
    query: `# Every photo against every text:
# one row a photo, one column a text.
# Photos that you attach join the list.
query Similarity(
  $images: [ImageInput!]!
  $texts: [String!]!
) {
  similarity(images: $images, texts: $texts) {
    scores
    cosine
    activation
    model { id }
    timing { totalMs computeMs batchSize }
  }
}
`,
    variables: variablesText({
      images: photos,
      texts,
    }),
  },
  {
    title: "Compare models",
    query: `# The same photos and texts for many models.
# A new server cannot run the second one: its
# column says what to do. Name others that
# the tab Models lists; a DOWNLOADABLE one
# is downloaded when it is first used.
query Compare(
  $images: [ImageInput!]!
  $texts: [String!]!
  $models: [ID!]!
) {
  compare(
    images: $images
    texts: $texts
    models: $models
  ) {
    results {
      model { id }
      error { code message retryable }
      latencyMs
      dimensions
      costUsd
      classifications {
        labels { label score }
      }
    }
    agreement {
      left { id }
      right { id }
      kendallTau
      topMatch
    }
  }
}
`,
    variables: variablesText({
      images: photos,
      texts,
      models: [embedded.id, another?.id],
    }),
  },
];
