import { variablesText } from "../variables-text.ts";
import type { Example } from "./example.ts";

/** Vectors of texts, photos and videos. */
export const embeddings: readonly Example[] = [
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
];
