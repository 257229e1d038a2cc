import { mkdir, statfs } from "node:fs/promises";
import { bytesIn, type Blob } from "./download.ts";
import { diskFailure, unavailable } from "./failures.ts";
import { repoPaths } from "./cache-paths.ts";

/**
 * A disk that fills up harms everyone on it; better to know before.
 *
 * @throws GatewayError MODEL_UNAVAILABLE when the cache's disk has less free than is still to come
 */
export async function checkRoom(cache: string, blobs: readonly Blob[]): Promise<void> {
  if (blobs.length === 0) {
    return;
  }
  await mkdir(cache, { recursive: true }).catch((error: unknown) => {
    throw diskFailure(error, "the model");
  });
  const disk = await statfs(cache).catch(() => undefined);
  const sizes = blobs.map(async ({ repo, etag, size = 0 }) => {
    return size - ((await bytesIn(repoPaths(cache, repo).partial(etag))) ?? 0);
  });
  const needed = (await Promise.all(sizes)).reduce((sum, size) => sum + Math.max(0, size), 0);
  const free = disk ? disk.bavail * disk.bsize : Infinity;
  if (needed <= free) {
    return;
  }
  throw unavailable(
    `The model needs ${megabytes(needed)} MB more, and the disk of the Hugging Face cache has ` +
      `${megabytes(free)} MB free: free some, or set HF_HOME to a directory with more.`,
    { retryable: false },
  );
}

function megabytes(bytes: number): string {
  return Math.ceil(bytes / 1e6).toLocaleString("en");
}
