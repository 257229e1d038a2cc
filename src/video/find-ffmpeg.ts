import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";

/**
 * Where the system's ffmpeg is: the one that FFMPEG_PATH names, otherwise the first on the PATH.
 * It does not come with the package: a build of it weighs 70 MB, and security fixes come with the
 * system's.
 */
export async function findFfmpeg(
  named: string | undefined,
  path: string = process.env.PATH ?? "",
): Promise<string | undefined> {
  const name = process.platform === "win32" ? "ffmpeg.exe" : "ffmpeg";
  const candidates = named
    ? [resolve(named)]
    : path.split(delimiter).flatMap((directory) => (directory ? join(directory, name) : []));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
