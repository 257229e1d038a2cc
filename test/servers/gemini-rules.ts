import sharp from "sharp";

/** A request for one embedding; Vertex AI's has its options in `embedContentConfig`. */
export interface EmbedRequest {
  readonly model?: string;
  readonly content: { readonly role?: string; readonly parts?: readonly Part[] };
  readonly outputDimensionality?: number;
  readonly embedContentConfig?: { readonly outputDimensionality?: number };
}
export interface Part {
  readonly text?: string;
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
}

/** google.rpc.Status, as it is in JSON. */
export interface Refusal {
  readonly code: number;
  readonly status: string;
  readonly message: string;
  readonly details?: readonly object[];
}

export const modelName = "gemini-embedding-2";

export const invalid = (message: string): Refusal => ({
  code: 400,
  status: "INVALID_ARGUMENT",
  message,
});

/** What a wrong key is answered with: not 401. */
export const keyInvalid: Refusal = {
  ...invalid("API key not valid. Please pass a valid API key."),
  details: [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
      metadata: { service: "generativelanguage.googleapis.com" },
    },
  ],
};

/** What the reference says of a batch; undefined where it has no objection. */
export async function batchObjection(body: {
  readonly requests?: readonly EmbedRequest[];
}): Promise<Refusal | undefined> {
  const unknown = unknownField(body, ["requests"], "");
  const { requests = [] } = body;
  if (unknown) {
    return invalid(unknown);
  }
  if (requests.length === 0) {
    return invalid("* BatchEmbedContentsRequest.requests: cannot be empty");
  }
  if (requests.length > 100) {
    return invalid(
      "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch",
    );
  }
  for (const [i, request] of requests.entries()) {
    if (request.model !== `models/${modelName}`) {
      return invalid(
        `* BatchEmbedContentsRequest.requests[${i}].model: is not the model of the URL`,
      );
    }
    const fields = ["model", "content", "outputDimensionality"];
    const problem = unknownField(request, fields, `requests[${i}]`) ?? (await problemOf(request));
    if (problem) {
      return invalid(problem);
    }
  }
}

/** The same of Vertex AI's request. */
export async function vertexObjection(request: EmbedRequest): Promise<Refusal | undefined> {
  const config = request.embedContentConfig ?? {};
  const problem =
    unknownField(request, ["content", "embedContentConfig"], "") ??
    unknownField(config, ["outputDimensionality"], "embed_content_config") ??
    (await problemOf({ ...request, ...config }));
  return problem === undefined ? undefined : invalid(problem);
}

/** As the parser of protobuf's JSON says it. This model knows no taskType, and no title. */
function unknownField(body: object, known: readonly string[], where: string): string | undefined {
  const name = Object.keys(body).find((key) => !known.includes(key));
  return name && `Invalid JSON payload received. Unknown name "${name}" at '${where}'.`;
}

async function problemOf(request: EmbedRequest): Promise<string | undefined> {
  const { outputDimensionality: size = 3072 } = request;
  if (!Number.isSafeInteger(size) || size < 128 || size > 3072) {
    return `output_dimensionality must be between 128 and 3072, not ${size}`;
  }
  const parts = request.content?.parts ?? [];
  if (parts.length === 0) {
    return "* EmbedContentRequest.content: contents is not specified";
  }
  const media = parts.flatMap(({ inlineData }) => inlineData ?? []);
  if (media.filter(({ mimeType }) => mimeType.startsWith("image/")).length > 6) {
    return "at most 6 images can be in one prompt";
  }
  if (media.filter(({ mimeType }) => mimeType.startsWith("video/")).length > 1) {
    return "at most 1 video can be in one prompt";
  }
  for (const { text, inlineData } of parts) {
    if (inlineData ? false : !text) {
      return "* EmbedContentRequest.content contains an empty Part.";
    }
    const problem = inlineData && (await mediaProblem(inlineData));
    if (problem) {
      return problem;
    }
  }
}

async function mediaProblem({ mimeType, data }: NonNullable<Part["inlineData"]>) {
  const bytes = Buffer.from(data, "base64");
  if (mimeType === "video/mp4" || mimeType === "video/mpeg") {
    return bytes.subarray(4, 8).toString() === "ftyp" ? undefined : "The video cannot be decoded.";
  }
  if (mimeType !== "image/png" && mimeType !== "image/jpeg") {
    return `Unsupported MIME type: ${mimeType}`;
  }
  try {
    const image = sharp(bytes);
    const { format } = await image.metadata();
    await image.resize(8, 8, { kernel: "nearest" }).raw().toBuffer(); // decodes it to its end
    return `image/${format}` === mimeType ? undefined : "Provided image is not valid.";
  } catch {
    return "Provided image is not valid.";
  }
}
