import { GatewayError } from "../../models/errors.ts";
import { FfmpegFailed } from "./run-ffmpeg.ts";

/** What a client is told when ffmpeg failed on its video; other errors as they are. */
export function unreadable(error: unknown): unknown {
  if (!(error instanceof FfmpegFailed)) {
    return error;
  }
  if (error.said.includes("matches no streams")) {
    return noPictures(error);
  }
  if (error.notStarted) {
    return new GatewayError("UNSUPPORTED", "This server's ffmpeg does not start.", {
      cause: error,
    });
  }
  if (/unknown encoder|while opening encoder/i.test(error.said)) {
    return new GatewayError(
      "UNSUPPORTED",
      "This server's ffmpeg cannot write H.264; install one that has libx264.",
      { cause: error },
    );
  }
  const cutOff = error.said.includes("moov atom not found");
  return new GatewayError(
    "BAD_INPUT",
    cutOff
      ? "The video was cut off: its index, which stands at its end, is missing. Send the whole file."
      : "The file cannot be read as a video; send MP4, MOV, WebM, MKV, AVI, MPEG, FLV, WMV, Ogg or GIF.",
    { cause: error },
  );
}

export function noPictures(cause?: Error): GatewayError {
  return new GatewayError("BAD_INPUT", "The file has no moving pictures, only sound or nothing.", {
    cause,
  });
}
