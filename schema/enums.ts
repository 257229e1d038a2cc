import { registerEnumType } from "type-graphql";

/** GraphQL's enums, with a description for each value. Keys and values are the same words. */
function graphqlEnum<const Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): { readonly [N in Name]: N } {
  const entries = Object.entries<string>(values);
  const object = Object.fromEntries(entries.map(([value]) => [value, value])) as {
    [N in Name]: N;
  };
  const valuesConfig = Object.fromEntries(
    entries.map(([value, description]) => [value, { description }]),
  );
  registerEnumType(object, { name, description, valuesConfig: valuesConfig as never });
  return object;
}

export const Modality = graphqlEnum("Modality", "A kind of input. More kinds may be added.", {
  TEXT: "A text, such as a caption or a search query.",
  IMAGE: "A still image.",
  VIDEO: "A video, or a segment of one.",
});

export const VideoSupport = graphqlEnum("VideoSupport", "How a model takes video.", {
  NATIVE: "The provider embeds the video itself, whole or in clips that the gateway cuts.",
  FRAMES: "The gateway samples frames of the video and embeds them as images.",
  NONE: "The model does not take video.",
});

export const Purpose = graphqlEnum(
  "Purpose",
  "What an embedding is for. Some models embed documents and queries differently. All others ignore the purpose.",
  {
    DOCUMENT: "The input goes into an index, to be found later.",
    QUERY: "The input is a search: it is compared with documents.",
    CLASSIFICATION: "The input is to be classified, or is a label.",
    CLUSTERING: "The input is to be grouped with similar inputs.",
  },
);

export const Priority = graphqlEnum(
  "Priority",
  "What matters most when no cloud API may be used.",
  {
    QUALITY: "The best results, even if they take longer.",
    BALANCE: "Good results in moderate time. This is the default.",
    SPEED: "The fastest answer, even if the results are less accurate.",
  },
);

export const RouteTask = graphqlEnum(
  "RouteTask",
  "What the router looks for in a model: some find photos well and label them badly.",
  {
    RETRIEVAL: "To find images by texts, or texts by images.",
    CLASSIFICATION: "To choose among labels for an image.",
  },
);

export const Hosting = graphqlEnum("Hosting", "Where a model runs.", {
  LOCAL: "On this server. No input leaves it.",
  CLOUD: "At a provider's API. Inputs are sent there.",
});

export const Activation = graphqlEnum("Activation", "How a model's cosines become scores.", {
  SOFTMAX:
    "softmax(scale · cosine) over all labels. The scores of one image add up to 1. Used by CLIP.",
  SIGMOID:
    "sigmoid(scale · cosine + bias) for each label on its own. Each score is between 0 and 1. Used by SigLIP.",
  COSINE: "The score is the cosine itself, because the model publishes no scale.",
});

export const LatencySource = graphqlEnum("LatencySource", "How an expected latency is known.", {
  MEASURED: "This server measured the model.",
  ESTIMATED: "From the work the model takes and the speed at which this server ran other models.",
  ASSUMED: "Nothing was measured yet: a usual figure of the provider, or of a slow machine.",
});

export const VectorEncoding = graphqlEnum(
  "VectorEncoding",
  "How `Embedding.base64` writes the numbers of a vector as bytes.",
  {
    FLOAT32: "Little-endian float32: 4 bytes per dimension, with nothing lost.",
    INT8: "round(x · 127) as a signed byte: 1 byte per dimension.",
    UINT8: "The INT8 value plus 128, as an unsigned byte. 128 stands for 0.",
    BINARY: "The bytes of UBINARY minus 128, as signed bytes.",
    UBINARY:
      "1 bit per dimension, which is 1 where x > 0. One byte packs 8 dimensions, the most significant bit first. Zeros fill up the last byte.",
  },
);

export const AvailabilityStatus = graphqlEnum(
  "AvailabilityStatus",
  "Whether a model can be used now, and if not, what is missing.",
  {
    READY: "The model can be used: its weights are on disk, or its credentials are set.",
    DOWNLOADABLE:
      "The weights are not on disk yet. The first use of the model, or the `pull` command, downloads them.",
    DOWNLOADING: "A download is under way. `progress` says how far it is.",
    NEEDS_EXPORT:
      "Nobody publishes ONNX files of this model. The `export` command makes them from the original weights.",
    NEEDS_CREDENTIALS: "An API key or other credentials are missing.",
    FAILING: "The model is set up but does not work now. `reason` says why.",
  },
);
