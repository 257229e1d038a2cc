import { readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";

/** What the machine, or the container, has for its processes, in bytes. */
export function availableMemory(): number {
  // 0, or more than there is: no limit is set.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Should memory run out, the kernel ends this child before the server, which replaces it. On Linux;
 * elsewhere nothing happens.
 */
export function endBeforeServer({ pid }: { readonly pid?: number | undefined }): void {
  try {
    const own = Number(readFileSync("/proc/self/oom_score_adj", "utf8"));
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(Math.min(1000, own + 500)));
  } catch {
    // Another system, or the child is gone already.
  }
}
