/** What a list of a video's packets says, without any of them decoded. */
export interface PacketList {
  /** One line of ffmpeg's `framecrc`: `#name 0: value`, or `stream, dts, pts, duration, …`. */
  read(line: string): void;
  /** ffmpeg's name of the format of the pictures; empty before the list's head. */
  readonly codec: string;
  /** Width times height. */
  readonly pixels: number;
  /**
   * Where the last picture ends, in seconds; undefined without pictures. How long the last one
   * lasts may be a guess: it does not go beyond the end that the file's header says.
   */
  end(headerSec: number | undefined): number | undefined;
}

export function createPacketList(): PacketList {
  const head = new Map<string, string>();
  let timeBase = NaN;
  let last = -Infinity;
  let end = -Infinity;

  function readPacket(line: string): void {
    const [, dts, pts, length, , , ...more] = line.split(",").map((field) => field.trim());
    const at = Number(pts === missing ? dts : pts) * timeBase;
    if (more.some(isCutAway) || Number.isNaN(at)) {
      return;
    }
    last = Math.max(last, at);
    end = Math.max(end, at + (Number(length) * timeBase || usualSec));
  }

  return {
    read(line) {
      if (!line.startsWith("#")) {
        return readPacket(line);
      }
      const [, name, value] = /^#(\w+) 0: (.*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) {
        return;
      }
      head.set(name, value);
      const [one, many] = value.split("/");
      if (name === "tb") {
        timeBase = Number(one) / Number(many);
      }
    },
    get codec() {
      return head.get("codec_id") ?? "";
    },
    get pixels() {
      const [width, height] = (head.get("dimensions") ?? "0x0").split("x");
      return Number(width) * Number(height);
    },
    end(headerSec) {
      if (end === -Infinity) {
        return undefined;
      }
      const isGuess = headerSec !== undefined && headerSec > last && headerSec < end - precision;
      return isGuess ? headerSec : end;
    },
  };
}

const missing = "-9223372036854775808";
/** Of a picture that does not say how long it lasts. */
const usualSec = 1 / 25;
/** Headers are printed in hundredths. */
const precision = 0.02;

/** An edit list hides it. */
function isCutAway(field: string): boolean {
  return field.startsWith("F=") && (Number(field.slice(2)) & 4) !== 0;
}
