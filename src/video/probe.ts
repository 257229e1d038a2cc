import { GatewayError } from "../../models/errors.ts";
import { createPacketList } from "./packets.ts";
import { linesOf } from "./lines.ts";
import { codecs, type FfmpegRun, runFfmpeg, toStdout } from "./run-ffmpeg.ts";
import { noPictures, unreadable } from "./unreadable.ts";

/** A file with moving pictures. */
export interface Footage {
  /** From the start of the file to where its last picture ends. */
  readonly durationSec: number;
  /** Its index leads to the picture before any moment; others are decoded from their start. */
  readonly seeks: boolean;
}

/**
 * Reads a file to its end without decoding it: what headers say is missing, rounded, includes the
 * sound, or is no longer true of a file that was cut off.
 *
 * @throws GatewayError BAD_INPUT, TOO_LARGE; the signal's reason
 */
export async function probe(source: Omit<FfmpegRun, "output" | "onSaid">): Promise<Footage> {
  const packets = createPacketList();
  let banner = "";
  const run: FfmpegRun = {
    ...source,
    output: ["-c", "copy", "-f", "framecrc", toStdout],
    onSaid: (text) => void (banner.length < mostBanner && (banner += text)),
  };
  try {
    for await (const line of linesOf(runFfmpeg(run))) {
      packets.read(line);
    }
  } catch (error) {
    throw unreadable(error);
  }
  checkPictures(packets, source.maxPixels);
  const end = packets.end(headerSec(banner));
  if (end === undefined) {
    throw noPictures();
  }
  return {
    durationSec: Math.round(end * 1000) / 1000,
    seeks: /^Input #0, (mov|matroska)\b/m.test(banner),
  };
}

function checkPictures(
  { codec, pixels }: { codec: string; pixels: number },
  maxPixels: number,
): void {
  if (!codecs.includes(codec)) {
    throw new GatewayError(
      "BAD_INPUT",
      `Videos in the format "${codec}" are not decoded here; send H.264, HEVC, VP9 or AV1.`,
    );
  }
  if (pixels > maxPixels) {
    throw new GatewayError(
      "TOO_LARGE",
      `A frame of the video has ${pixels} pixels; the limit is ${maxPixels} (MAX_IMAGE_PIXELS).`,
    );
  }
}

/** The length of the whole file, with its sound. */
function headerSec(banner: string): number | undefined {
  const [, hours, minutes, seconds] = /^ {2}Duration: (\d+):(\d\d):([\d.]+)/m.exec(banner) ?? [];
  if (hours === undefined) {
    return undefined;
  }
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Headers can be full of anything. */
const mostBanner = 100_000;
