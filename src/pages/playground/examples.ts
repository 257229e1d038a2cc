import { variablesText } from "./variables-text.ts";

export type Example = {
  /** As the menu lists it; the tab itself shows the operation's name. */
  readonly title: string;
  readonly query: string;
  readonly variables?: string;
};

/** What a new visitor finds as tabs, and the Examples menu brings back. */
export const examples: readonly Example[] = [
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
    title: "Embed a text",
    query: `# A text becomes a vector; texts and photos
# that mean the same lie close together.
# Programs ask for base64 instead of vector:
# it is several times cheaper to send.
query EmbedText($text: String!) {
  embedText(text: $text) {
    model { id }
    space
    dimensions
    tokens
    truncated
    timing { totalMs computeMs batchSize }
    vector
  }
}
`,
    variables: variablesText({ text: "a cat looking into the camera" }),
  },
  {
    title: "Embed a photo",
    query: `# A photo becomes a vector in the same space
# as texts do, so the two can be compared.
query EmbedImage($image: ImageInput!) {
  embedImage(image: $image) {
    model { id }
    space
    dimensions
    timing { totalMs computeMs batchSize }
    vector
  }
}
`,
    variables: variablesText({ image: { upload: "coffee.jpg" } }),
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
      images: [{ upload: "cat.jpg" }, { upload: "coffee.jpg" }, { upload: "rocket.jpg" }],
      texts: ["a cat", "a cup of coffee", "a rocket"],
    }),
  },
  {
    title: "List the models",
    query: `# Every model that this server knows:
# can it be used now, and if not, what to do?
query Models {
  models {
    id
    modalities
    hosting
    dimensions
    multilingual
    availability { status reason howToEnable }
  }
}
`,
  },
];
