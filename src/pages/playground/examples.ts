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
      images: [{ upload: "cat.jpg" }, { upload: "coffee.jpg" }, { upload: "rocket.jpg" }],
      labels: ["a cat", "a cup of coffee", "a rocket"],
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
      images: [{ upload: "cat.jpg" }, { upload: "coffee.jpg" }, { upload: "rocket.jpg" }],
      texts: ["a cat", "a cup of coffee", "a rocket"],
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
      images: [{ upload: "cat.jpg" }, { upload: "coffee.jpg" }, { upload: "rocket.jpg" }],
      texts: ["a cat", "a cup of coffee", "a rocket"],
      models: ["parallax/mini", "laion/CLIP-ViT-B-16-laion2B-s34B-b88K"],
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
    title: "Embed a video",
    query: `# A video becomes a vector per segment, here
# of two seconds, in the space of the photos.
# The server needs ffmpeg for this.
query EmbedVideo(
  $video: VideoInput!
  $segments: VideoSegmentsInput
) {
  embedVideo(
    video: $video
    segments: $segments
  ) {
    model { id }
    segments {
      startOffsetSec
      endOffsetSec
      embedding { dimensions vector }
    }
    timing { totalMs computeMs batchSize }
  }
}
`,
    variables: variablesText({
      video: { upload: "scenes.mp4" },
      segments: { intervalSec: 2 },
    }),
  },
  {
    title: "Choose a model",
    query: `# Which model suits your task, and why?
# Nothing is run; every field may be left out.
query Route($input: RouteInput!) {
  route(input: $input) {
    recommended { id }
    selected { id }
    fallback
    steps { question answer reason }
    alternatives { id }
  }
}
`,
    variables: variablesText({
      input: { language: "ja", priority: "QUALITY", cloud: false },
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
