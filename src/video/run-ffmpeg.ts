import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { bareEnvironment } from "../../providers/environment.ts";
import { endBeforeServer } from "../../providers/out-of-memory.ts";

/** It ended by itself, and not well; or it did not start. */
export class FfmpegFailed extends Error {
  override readonly name = "FfmpegFailed";
  readonly said: string;
  readonly notStarted: boolean;

  constructor({ said, how, notStarted = false }: Ending & { said: string }) {
    super(`ffmpeg ended with ${how}: ${said}`);
    this.said = said;
    this.notStarted = notStarted;
  }
}

interface Ending {
  readonly how: number | string;
  readonly notStarted?: boolean;
}

export interface FfmpegRun {
  readonly ffmpeg: string;
  /** What a client sent. */
  readonly file: string;
  /** Before the file. */
  readonly input?: readonly string[];
  /** After it, with where it goes: `toStdout` or files beside the input. */
  readonly output: readonly string[];
  /** Frames of more pixels are not decoded. */
  readonly maxPixels: number;
  readonly signal: AbortSignal;
  /** What it says to its user, in pieces. */
  onSaid?(text: string): void;
}

/**
 * What ffmpeg writes, in pieces; the next piece is made when this one was taken. The process is
 * gone when the loop over them is, however that ends.
 *
 * @throws FfmpegFailed; the signal's reason
 */
export async function* runFfmpeg(run: FfmpegRun): AsyncGenerator<Buffer, void> {
  const { ffmpeg, file, signal, onSaid } = run;
  signal.throwIfAborted();
  const child = spawn(ffmpeg, argumentsOf(run), {
    cwd: dirname(file),
    env: bareEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  endBeforeServer(child);
  const kill = () => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-mostSaid);
    onSaid?.(text);
  });
  const ended = new Promise<Ending>((resolve) => {
    child.on("error", ({ message }) => resolve({ how: message, notStarted: true }));
    child.on("close", (code, killedBy) => resolve({ how: killedBy ?? code ?? "nothing" }));
  });

  try {
    // A process that does not start breaks its output; `ended` knows why.
    const pieces = child.stdout.iterator();
    for (;;) {
      const piece = await pieces.next().catch(() => ({ done: true }) as const);
      if (piece.done) {
        break;
      }
      yield piece.value as Buffer;
    }
    const ending = await ended;
    signal.throwIfAborted();
    if (ending.how !== 0) {
      throw new FfmpegFailed({ ...ending, said });
    }
  } finally {
    signal.removeEventListener("abort", kill);
    kill();
    child.stdout.destroy();
    await ended;
  }
}

export const toStdout = "pipe:1";

/** Reads this file and nothing else: no playlists, no network, no rare formats, two threads. */
function argumentsOf({ file, input = [], output, maxPixels, onSaid }: FfmpegRun): string[] {
  return [
    ...["-nostdin", "-hide_banner", "-nostats", "-v", onSaid ? "info" : "error"],
    // Seconds of CPU, should this process die and nobody be there to kill it.
    ...["-timelimit", "600"],
    ...["-protocol_whitelist", "file", "-format_whitelist", formats.join()],
    ...["-codec_whitelist", decoders.join(), "-max_pixels", String(maxPixels), "-threads", "2"],
    ...input,
    ...["-i", `file:${file}`, "-map", "0:V:0"],
    ...output,
  ];
}

/** Demuxers. None of them opens another file by itself. */
const formats = ["mov", "matroska", "avi", "mpegts", "mpeg", "flv", "asf", "ogg", "gif"];

/** As ffmpeg names formats of pictures. What nobody sends is not worth its risk. */
export const codecs: readonly string[] = [
  ...["h264", "hevc", "vp8", "vp9", "av1", "mpeg1video", "mpeg2video", "mpeg4", "mjpeg", "gif"],
  ...["theora", "h263", "flv1", "wmv1", "wmv2", "wmv3", "vc1", "msmpeg4v2", "msmpeg4v3"],
  ...["prores", "dnxhd", "dvvideo"],
];
/** Decoders have the names of their formats, but for these. */
const decoders = [...codecs, "libdav1d", "libaom-av1", "flv", "msmpeg4"];

const mostSaid = 2000;
