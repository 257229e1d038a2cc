import type { Footage } from "./probe.ts";

/** Options and filters by which ffmpeg takes pictures from a moment on, at equal distances. */

/** Makes this moment 0: by seeking to the picture before it, or else by a filter. */
export function seekTo(
  sec: number,
  { seeks }: Footage,
): { readonly input: readonly string[]; readonly shift: readonly string[] } {
  const at = sec.toFixed(6);
  return seeks
    ? { input: ["-noaccurate_seek", "-ss", at], shift: [] }
    : { input: [], shift: [`setpts=PTS-${at}/TB`] };
}

/** Those on the screen at 0, step, 2·step, …; the last one again, should the file's end come early. */
export function picturesEvery(stepSec: number): string[] {
  return [`fps=1/${stepSec.toFixed(6)}:start_time=0:round=up`, "tpad=stop_mode=clone:stop=-1"];
}
