import sharp from "sharp";

/** A request of v2/embed as it is on the wire. */
export interface EmbedBody {
  readonly model: string;
  readonly input_type: string;
  readonly texts?: readonly string[];
  readonly images?: readonly string[];
  readonly inputs?: readonly { readonly content: readonly Content[] }[];
  readonly output_dimension?: number;
  readonly embedding_types?: readonly string[];
  readonly truncate?: string;
}
export type Content =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

export const dimensions = [256, 512, 1024, 1536];

/** What the reference of v2/embed says about requests; undefined where it has no objection. */
export async function objection(body: EmbedBody): Promise<Refusal | undefined> {
  const refuse = (message: string, status = 400) => ({ status, message });
  if (body.model !== "embed-v4.0") {
    return refuse(`model '${body.model}' not found`, 404);
  }
  const types = ["search_document", "search_query", "classification", "clustering", "image"];
  if (!types.includes(body.input_type)) {
    return refuse("invalid input_type", 422);
  }
  if (!dimensions.includes(body.output_dimension ?? 1536)) {
    return refuse("output_dimension must be one of 256, 512, 1024, 1536", 422);
  }
  const encodings = ["float", "int8", "uint8", "binary", "ubinary", "base64"];
  if (!body.embedding_types?.every((type) => encodings.includes(type))) {
    return refuse("invalid embedding_types", 422);
  }
  if (!["NONE", "START", "END"].includes(body.truncate ?? "END")) {
    return refuse("invalid truncate");
  }

  const { texts, images, inputs } = body;
  if ([texts, images, inputs].filter(Boolean).length !== 1) {
    return refuse("exactly one of texts, images and inputs must be given");
  }
  if ((texts ?? inputs ?? []).length > 96) {
    return refuse("too many inputs: at most 96 can be embedded at once");
  }
  if (inputs && body.input_type === "image") {
    return refuse("input_type image is for images only");
  }
  if (texts?.some((text) => text === "")) {
    return refuse("texts must not be empty");
  }
  const urls = [
    ...(images ?? []),
    ...(inputs ?? []).flatMap(({ content }) =>
      content.flatMap((part) => (part.type === "image_url" ? [part.image_url.url] : [])),
    ),
  ];
  for (const url of urls) {
    const problem = await imageObjection(url);
    if (problem) {
      return refuse(problem);
    }
  }
}

/** The image of a data URI. */
export function bytesOf(url: string): Buffer {
  return Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
}

async function imageObjection(url: string): Promise<string | undefined> {
  const mime = /^data:(image\/(?:jpeg|png|webp|gif));base64,/.exec(url)?.[1];
  if (!mime) {
    return "image must be a data URI of a jpeg, png, webp or gif";
  }
  try {
    const image = sharp(bytesOf(url));
    const { format } = await image.metadata();
    await image.resize(8, 8, { kernel: "nearest" }).raw().toBuffer(); // decodes it to its end
    return `image/${format}` === mime ? undefined : `the image is not ${mime}`;
  } catch {
    return "the image cannot be decoded";
  }
}
