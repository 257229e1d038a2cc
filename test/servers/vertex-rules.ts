import sharp from "sharp";

/** An instance of multimodalembedding@001, as plain values. */
export interface Instance {
  readonly text?: string;
  readonly image?: { readonly bytesBase64Encoded?: string; readonly mimeType?: string };
  readonly video?: {
    readonly bytesBase64Encoded?: string;
    readonly gcsUri?: string;
    readonly videoSegmentConfig?: SegmentConfig;
  };
}
export interface SegmentConfig {
  readonly startOffsetSec?: number;
  readonly endOffsetSec?: number;
  readonly intervalSec?: number;
}

export interface PredictBody {
  readonly endpoint: string;
  readonly instances: readonly Instance[];
  readonly parameters?: { readonly dimension?: number };
}

/** A status of gRPC. */
export interface Refusal {
  readonly code: number;
  readonly details: string;
}

const invalidArgument = 3;

/** What the model's reference says about requests; undefined where it has no objection. */
export async function objection(body: PredictBody): Promise<Refusal | undefined> {
  const path =
    /^projects\/[\w-]+\/locations\/[\w-]+\/publishers\/google\/models\/multimodalembedding@001$/;
  if (!path.test(body.endpoint)) {
    return { code: 5, details: "The model was not found." };
  }
  const details = (await instanceObjection(body)) ?? parameterObjection(body);
  return details ? { code: invalidArgument, details } : undefined;
}

async function instanceObjection({ instances }: PredictBody): Promise<string | undefined> {
  if (instances.length !== 1) {
    return "Only 1 instance per request is supported.";
  }
  const { text, image, video } = instances[0]!;
  if (text === undefined && !image && !video) {
    return "The instance has no text, image or video.";
  }
  if (text === "") {
    return "The text is empty.";
  }
  if (image) {
    return imageObjection(image);
  }
  if (video) {
    return videoObjection(video);
  }
}

function parameterObjection({ instances, parameters }: PredictBody): string | undefined {
  const dimension = parameters?.dimension;
  if (dimension === undefined) {
    return;
  }
  if (instances[0]?.video) {
    return "dimension is not supported for video.";
  }
  if (![128, 256, 512, 1408].includes(dimension)) {
    return "dimension must be 128, 256, 512 or 1408.";
  }
}

async function imageObjection(image: NonNullable<Instance["image"]>): Promise<string | undefined> {
  const bytes = Buffer.from(image.bytesBase64Encoded ?? "", "base64");
  if (bytes.length > 20_000_000) {
    return "The image exceeds the size limit of 20 MB.";
  }
  const formats = ["image/bmp", "image/gif", "image/jpeg", "image/png"];
  if (!formats.includes(image.mimeType ?? "")) {
    return `mimeType must be one of ${formats.join()}.`;
  }
  if (image.mimeType === "image/bmp") {
    return;
  }
  try {
    const picture = sharp(bytes);
    const { format, width, height } = await picture.metadata();
    if (`image/${format}` !== image.mimeType) {
      return "The image is of another mimeType.";
    }
    if (width * height * 4 > 20_000_000) {
      return "The image exceeds 20 MB as PNG.";
    }
    await picture.resize(8, 8, { kernel: "nearest" }).raw().toBuffer();
  } catch {
    return "The image cannot be decoded.";
  }
}

function videoObjection(video: NonNullable<Instance["video"]>): string | undefined {
  const { bytesBase64Encoded: bytes, gcsUri, videoSegmentConfig = {} } = video;
  if ((bytes === undefined) === (gcsUri === undefined)) {
    return "Give either bytes or gcsUri.";
  }
  if (gcsUri !== undefined && !gcsUri.startsWith("gs://")) {
    return "gcsUri must start with gs://.";
  }
  const { startOffsetSec = 0, endOffsetSec, intervalSec = 16 } = videoSegmentConfig;
  const numbers = [startOffsetSec, endOffsetSec ?? 0, intervalSec];
  if (!numbers.every(Number.isInteger)) {
    return "Offsets and intervals are whole seconds.";
  }
  if (intervalSec < 4) {
    return "intervalSec must be at least 4.";
  }
  if (startOffsetSec >= durationOf(video)) {
    return "startOffsetSec is past the end of the video.";
  }
  if (endOffsetSec !== undefined && endOffsetSec <= startOffsetSec) {
    return "endOffsetSec must be after startOffsetSec.";
  }
  if ((endOffsetSec ?? 0) - startOffsetSec > 120) {
    return "At most 120 s can be analysed at a time.";
  }
}

/** In seconds: a video for tests says it, in its bytes or its name, such as "250s"; else 60. */
export function durationOf({ bytesBase64Encoded, gcsUri }: NonNullable<Instance["video"]>): number {
  const says =
    gcsUri ?? Buffer.from(bytesBase64Encoded!.slice(0, 400), "base64").toString("latin1");
  return Number(/(\d+)s\b/.exec(says)?.[1] ?? 60);
}
