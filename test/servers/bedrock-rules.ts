import sharp from "sharp";
import { vectorOf } from "./vector.ts";

type Body = Readonly<Record<string, any>>;

/** A model, as its page in AWS's documentation has it. */
export interface Rules {
  /** What is wrong with a request, in the words of a ValidationException. */
  objection(body: Body): Promise<string | undefined>;
  /** Texts, and bytes of files. */
  contents(body: Body): readonly (string | Buffer)[];
  dimensions(body: Body): number;
  /** What else its vectors depend on. */
  options(body: Body): string;
  answer(rows: readonly number[][], body: Body): object;
}

const malformed = (what: string) =>
  `Malformed input request: ${what}, please reformat your input and try again.`;

/** https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html */
const nova: Rules = {
  async objection({ taskType, singleEmbeddingParams: params, schemaVersion }) {
    if (schemaVersion !== "nova-multimodal-embed-v1" || taskType !== "SINGLE_EMBEDDING") {
      return malformed("#: not a valid enum value");
    }
    if (!purposes.includes(params.embeddingPurpose)) {
      return malformed("#/singleEmbeddingParams/embeddingPurpose: not a valid enum value");
    }
    if (![256, 384, 1024, 3072].includes(params.embeddingDimension)) {
      return malformed("#/singleEmbeddingParams/embeddingDimension: not a valid enum value");
    }
    const { text, image, video } = params;
    if ([text, image, video].filter(Boolean).length !== 1) {
      return malformed("#: exactly one of text, image, video, audio must be present");
    }
    if (text) {
      if (!["START", "END", "NONE"].includes(text.truncationMode)) {
        return malformed("#/text: required key [truncationMode] not found");
      }
      return lengthObjection(text.value, 50_000);
    }
    if (video) {
      const isVideo = Buffer.from(video.source.bytes, "base64").subarray(4, 8).equals(ftyp);
      const modes = ["AUDIO_VIDEO_COMBINED", "AUDIO_VIDEO_SEPARATE"];
      return isVideo && video.format === "mp4" && modes.includes(video.embeddingMode)
        ? undefined
        : malformed("#/video: invalid");
    }
    if (!["STANDARD_IMAGE", "DOCUMENT_IMAGE"].includes(image.detailLevel ?? "STANDARD_IMAGE")) {
      return malformed("#/image/detailLevel: not a valid enum value");
    }
    return ["png", "jpeg", "gif", "webp"].includes(image.format)
      ? imageObjection(Buffer.from(image.source.bytes, "base64"), image.format)
      : malformed("#/image/format: not a valid enum value");
  },
  contents({ singleEmbeddingParams: { text, image, video } }) {
    return [text?.value ?? Buffer.from((image ?? video).source.bytes, "base64")];
  },
  dimensions: ({ singleEmbeddingParams }) => singleEmbeddingParams.embeddingDimension,
  options: ({ singleEmbeddingParams }) => singleEmbeddingParams.embeddingPurpose,
  answer([embedding], { singleEmbeddingParams: { text, video } }) {
    const embeddingType = text ? "TEXT" : video ? "AUDIO_VIDEO_COMBINED" : "IMAGE";
    const cut = text?.value.length > 30_000 && { truncatedCharLength: 30_000 };
    return { embeddings: [{ embeddingType, embedding, ...cut }] };
  },
};

const ftyp = Buffer.from("ftyp");
const purposes = [
  ...["GENERIC_INDEX", "GENERIC_RETRIEVAL", "TEXT_RETRIEVAL", "IMAGE_RETRIEVAL"],
  ...["VIDEO_RETRIEVAL", "DOCUMENT_RETRIEVAL", "AUDIO_RETRIEVAL", "CLASSIFICATION", "CLUSTERING"],
];

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html */
const titan: Rules = {
  async objection({ inputText, inputImage, embeddingConfig, ...others }) {
    const [extraneous] = Object.keys(others);
    if (extraneous) {
      return malformed(`#: extraneous key [${extraneous}] is not permitted`);
    }
    if (![256, 384, 1024].includes(embeddingConfig?.outputEmbeddingLength ?? 1024)) {
      return malformed("#/embeddingConfig/outputEmbeddingLength: not a valid enum value");
    }
    if (inputImage !== undefined) {
      const file = Buffer.from(inputImage, "base64");
      const {
        width = 0,
        height = 0,
        format,
      } = await sharp(file)
        .metadata()
        .catch(() => ({}) as never);
      if (Math.max(width, height) > 2048) {
        return "Image dimensions exceed the maximum of 2048 x 2048 pixels";
      }
      return format === "png" || format === "jpeg"
        ? imageObjection(file, format)
        : "Unable to process provided image";
    }
    const tokens = inputText?.split(/\s+/).length;
    return tokens > 256
      ? `400 Bad Request: Too many input tokens. Max input tokens: 256, request input token count: ${tokens} `
      : lengthObjection(inputText, 50_000);
  },
  contents: ({ inputText, inputImage }) => [
    ...(inputText === undefined ? [] : [inputText]),
    ...(inputImage === undefined ? [] : [Buffer.from(inputImage, "base64")]),
  ],
  dimensions: ({ embeddingConfig }) => embeddingConfig?.outputEmbeddingLength ?? 1024,
  options: () => "",
  // Of a text and an image, the mean.
  answer: (rows, { inputText }) => ({
    embedding: rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length),
    inputTextTokenCount: inputText === undefined ? 0 : 3,
    message: null,
  }),
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html */
const cohere: Rules = {
  async objection(body) {
    const { texts, images, inputs, input_type, truncate, embedding_types, output_dimension } = body;
    const types = ["search_document", "search_query", "classification", "clustering"];
    if (!types.includes(input_type) || !["NONE", "LEFT", "RIGHT"].includes(truncate ?? "RIGHT")) {
      return malformed("#: not a valid enum value");
    }
    const encodings = ["float", "int8", "uint8", "binary", "ubinary"];
    if (!(embedding_types ?? ["float"]).every((each: string) => encodings.includes(each))) {
      return malformed("#/embedding_types: not a valid enum value");
    }
    if (![256, 512, 1024, 1536].includes(output_dimension ?? 1536)) {
      return malformed("#/output_dimension: not a valid enum value");
    }
    const given = [texts, images, inputs].filter(Boolean);
    if (given.length !== 1 || given[0].length > 96) {
      return malformed("#: exactly one of texts, images and inputs, of at most 96");
    }
    if (texts?.includes("")) {
      return malformed("#/texts: expected minLength: 1");
    }
    const uris = (images ?? []) as string[];
    const objections = await Promise.all(
      uris.map((uri) => {
        const file = fileOf(uri);
        const format = /^data:image\/(jpeg|png|webp|gif);base64,/.exec(uri)?.[1];
        return format && file.length <= 5_000_000
          ? imageObjection(file, format)
          : malformed("#/images: a data URI of at most 5 MB");
      }),
    );
    return objections.find(Boolean);
  },
  contents: ({ texts, images }) => texts ?? images.map(fileOf),
  dimensions: ({ output_dimension }) => output_dimension ?? 1536,
  options: ({ input_type }) => input_type,
  answer: (rows, { texts }) => ({
    id: "1",
    embeddings: rows,
    response_type: "embeddings_floats",
    ...(texts && { texts }),
  }),
};

/** By their names at Amazon Bedrock, and one inference profile. */
export const rules: Readonly<Record<string, Rules>> = {
  "amazon.nova-2-multimodal-embeddings-v1:0": nova,
  "amazon.titan-embed-image-v1": titan,
  "cohere.embed-v4:0": cohere,
  "us.cohere.embed-v4:0": cohere,
};

export function rowsOf(model: Rules, body: Body, shorter = 0): number[][] {
  const size = model.dimensions(body) - shorter;
  return model.contents(body).map((content) => vectorOf(content, size, model.options(body)));
}

const fileOf = (uri: string) => Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64");

function lengthObjection(text: unknown, most: number): string | undefined {
  if (typeof text !== "string" || text === "") {
    return malformed("expected minLength: 1, actual: 0");
  }
  return text.length > most
    ? malformed(`expected maxLength: ${most}, actual: ${text.length}`)
    : undefined;
}

async function imageObjection(file: Buffer, expected: string): Promise<string | undefined> {
  try {
    const image = sharp(file);
    const { format } = await image.metadata();
    await image.resize(8, 8, { kernel: "nearest" }).raw().toBuffer(); // decodes it to its end
    return format === expected ? undefined : malformed(`the image is not ${expected}`);
  } catch {
    return "Unable to process provided image";
  }
}
