import sharp from "sharp";

/** A request of v1/multimodalembeddings as it is on the wire. */
export interface VoyageBody {
  readonly inputs: readonly { readonly content: readonly VoyageContent[] }[];
  readonly model: string;
  readonly input_type?: string | null;
  readonly truncation?: boolean;
  readonly output_dimension?: number | null;
  readonly output_dtype?: string | null;
  readonly encoding_format?: string | null;
}
export type VoyageContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_base64"; readonly image_base64: string }
  | { readonly type: "image_url"; readonly image_url: string }
  | { readonly type: "video_base64"; readonly video_base64: string }
  | { readonly type: "video_url"; readonly video_url: string };

/** What Voyage counts of a request. */
export interface VoyageUsage {
  text_tokens: number;
  image_pixels: number;
  video_pixels: number;
  total_tokens: number;
}

export const voyageDimensions = [256, 512, 1024, 2048];

/**
 * What its documentation and the schema in its Python SDK say about requests.
 * @throws Error with what it would say
 */
export async function readRequest(body: VoyageBody): Promise<VoyageUsage> {
  const known = [
    ...["inputs", "model", "input_type", "truncation"],
    ...["output_dimension", "output_dtype", "encoding_format"],
  ];
  const { inputs, truncation = true } = body;
  check(
    Object.keys(body).every((key) => known.includes(key)),
    "Argument is not supported",
  );
  check(inputs?.length > 0, "inputs must not be empty");
  check(inputs.length <= 1000, "The inputs list must not contain more than 1000: too many inputs");
  check([null, undefined, "query", "document"].includes(body.input_type), "invalid input_type");
  check(
    voyageDimensions.includes(body.output_dimension ?? 1024),
    "output_dimension must be one of 256, 512, 1024, 2048",
  );
  check([null, undefined, "float"].includes(body.output_dtype), "invalid output_dtype");
  check([null, undefined, "base64"].includes(body.encoding_format), "invalid encoding_format");
  const all = inputs.flatMap(({ content }) => content);
  check(
    !["image", "video"].some((kind) =>
      ["url", "base64"].every((form) => all.some(({ type }) => type === `${kind}_${form}`)),
    ),
    "urls and base64 must not be mixed",
  );

  const usage = { text_tokens: 0, image_pixels: 0, video_pixels: 0, total_tokens: 0 };
  for (const { content } of inputs) {
    check(content?.length > 0, "content must not be empty");
    const counts = await Promise.all(content.map(countOf));
    const text = sum(counts.map(({ tokens = 0 }) => tokens));
    const images = sum(counts.map(({ pixels = 0 }) => pixels));
    const videos = sum(counts.map(({ videoPixels = 0 }) => videoPixels));
    const tokens = text + images / 560 + videos / 1120;
    check(truncation || tokens <= 32_000, "an input exceeds 32000 tokens");
    usage.text_tokens += Math.min(text, 32_000);
    usage.image_pixels += images;
    usage.video_pixels += videos;
    usage.total_tokens += Math.min(Math.ceil(tokens), 32_000);
  }
  check(usage.total_tokens <= 320_000, "the total number of tokens must not exceed 320000");
  return usage;
}

interface Count {
  readonly tokens?: number;
  readonly pixels?: number;
  readonly videoPixels?: number;
}

async function countOf(part: VoyageContent): Promise<Count> {
  const keys = Object.keys(part).toSorted();
  check(keys.join() === ["type", part.type].toSorted().join(), "extra fields not permitted");
  switch (part.type) {
    case "text":
      check(part.text.length > 0, "text must not be empty");
      return { tokens: Math.ceil(part.text.length / 4) };
    case "image_base64":
      return { pixels: await pixelsOf(part.image_base64) };
    case "video_base64":
      return { videoPixels: framesOf(part.video_base64) };
    default:
      check(part.type === "image_url" || part.type === "video_url", "unknown type of content");
      return {};
  }
}

async function pixelsOf(uri: string): Promise<number> {
  const mime = /^data:(image\/(?:jpeg|png|webp|gif));base64,/.exec(uri)?.[1];
  check(mime !== undefined, "image must be a data URL of a png, jpeg, webp or gif");
  const bytes = bytesOf(uri);
  check(bytes.length <= 20_000_000, "image is larger than 20 MB");
  const image = sharp(bytes);
  const { format, width, height } = await image.metadata().catch(() => fail("unreadable image"));
  check(`image/${format}` === mime, `the image is not ${mime}`);
  check(width * height <= 16_000_000, "image exceeds 16 million pixels");
  const small = image.resize(8, 8, { kernel: "nearest" }).raw();
  await small.toBuffer().catch(() => fail("the image cannot be decoded")); // to its end
  return clamp(width * height);
}

/** Pixels of all frames of an MP4 file, by its tables: `stsz` counts them, `avc1` says their size. */
function framesOf(uri: string): number {
  check(uri.startsWith("data:video/mp4;base64,"), "video must be a data URL of video/mp4");
  const bytes = bytesOf(uri);
  check(bytes.length <= 20_000_000, "video is larger than 20 MB");
  const [sizes, entry] = [bytes.indexOf("stsz"), bytes.indexOf("avc1", bytes.indexOf("stsd"))];
  check(bytes.toString("latin1", 4, 8) === "ftyp" && sizes > 0 && entry > 0, "unreadable video");
  const pixels = bytes.readUInt16BE(entry + 28) * bytes.readUInt16BE(entry + 30);
  const frames = bytes.readUInt32BE(sizes + 12);
  check(frames >= 2, "a video must have two frames at least");
  return frames * clamp(pixels);
}

/** The bytes of a data URL. */
export function bytesOf(uri: string): Buffer {
  return Buffer.from(uri.slice(uri.indexOf(",") + 1), "base64");
}

const clamp = (pixels: number) => Math.min(Math.max(pixels, 50_000), 2_000_000);
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

function check(holds: boolean, message: string): asserts holds {
  if (!holds) {
    fail(message);
  }
}
function fail(message: string): never {
  throw new Error(message);
}
