import { registerEnumType } from "type-graphql";

/** GraphQL's enums. Each is an object whose keys and values are the same words. */
function graphqlEnum<const Name extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Name, string>>,
): { readonly [N in Name]: N } {
  const entries = Object.keys(values) as Name[];
  const object = Object.fromEntries(entries.map((value) => [value, value])) as {
    [N in Name]: N;
  };
  const valuesConfig = Object.fromEntries(
    entries.filter((value) => values[value]).map((v) => [v, { description: values[v] }]),
  );
  registerEnumType(object, { name, description, valuesConfig: valuesConfig as never });
  return object;
}

export const Modality = graphqlEnum("Modality", "What an input or an embedding is of.", {
  TEXT: "",
  IMAGE: "",
  VIDEO: "",
});

export const VideoSupport = graphqlEnum("VideoSupport", "How a model takes video.", {
  NATIVE: "The provider embeds the video itself.",
  FRAMES: "The gateway samples frames and embeds them as images.",
  NONE: "Not at all.",
});

export const Purpose = graphqlEnum(
  "Purpose",
  "What an embedding is for. Models that embed documents and queries in the same way ignore it.",
  {
    DOCUMENT: "To be found: stored in an index.",
    QUERY: "To find with: compared against documents.",
    CLASSIFICATION: "To be classified, or to be a label.",
    CLUSTERING: "To be grouped with others.",
  },
);

export const Priority = graphqlEnum(
  "Priority",
  "What matters most when no cloud API may be used.",
  { QUALITY: "", BALANCE: "", SPEED: "" },
);

export const Hosting = graphqlEnum("Hosting", "Where a model runs.", {
  LOCAL: "On this server; no input leaves it.",
  CLOUD: "At a provider's API.",
});

export const Activation = graphqlEnum("Activation", "How similarities become scores.", {
  SOFTMAX: "softmax(scale · cosine) over all labels: the scores of one image add up to 1 (CLIP).",
  SIGMOID: "sigmoid(scale · cosine + bias) for each label on its own (SigLIP).",
  COSINE: "The bare cosine, where a model publishes no scale.",
});

export const VectorEncoding = graphqlEnum(
  "VectorEncoding",
  "Encodings of `Embedding.base64`. Binary ones are packed 8 dimensions a byte, most significant bit first.",
  {
    FLOAT32: "Little-endian, 4 bytes a dimension.",
    INT8: "round(x · 127) as signed bytes.",
    UINT8: "INT8 + 128: 128 stands for 0.",
    BINARY: "UBINARY − 128 as signed bytes.",
    UBINARY: "One bit a dimension: 1 where x > 0.",
  },
);

export const AvailabilityStatus = graphqlEnum(
  "AvailabilityStatus",
  "Whether a model can be used now.",
  {
    READY: "Loaded, or can be loaded without network.",
    DOWNLOADABLE:
      "Local weights are not on disk yet; the first use, or the `pull` command, downloads them.",
    DOWNLOADING: "A download is under way; see `progress`.",
    NEEDS_EXPORT:
      "Nobody publishes an ONNX export; the `export` command makes one from the original weights.",
    NEEDS_CREDENTIALS: "An API key or credentials are missing.",
    FAILING: "Configured, but failing now: it keeps crashing, or its provider does not answer.",
  },
);
