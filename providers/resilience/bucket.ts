import { TokenBucket } from "limiter";

/** Lets so many units a minute through; those of a whole minute may go at once. */
export interface Bucket {
  /**
   * Takes all of the units or none.
   * @returns 0 when they were taken, else for how many milliseconds to wait before asking again
   */
  take(units: number): Promise<number>;
  /** Nobody takes any for so long. */
  pause(ms: number): void;
}

/** @param name tells it from others; whoever opens one of the same name may have it in common */
export type OpenBucket = (name: string, perMinute: number) => Bucket;

/** One of this process, which starts full. */
export interface OwnBucket extends Bucket {
  /** What was taken elsewhere is missing here, as far as there is any. */
  debit(units: number): void;
  /** Units that are missing until it is full. */
  missing(): number;
  /** Milliseconds that are left of a pause; 0 or more. */
  paused(): number;
}

/** @param perMinute asked for each time: a share may grow and shrink */
export function createBucket(perMinute: () => number): OwnBucket {
  const size = perMinute();
  const bucket = new TokenBucket({ bucketSize: size, tokensPerInterval: size, interval: "minute" });
  bucket.content = size;
  let resumeAt = 0;
  const paused = () => Math.max(0, resumeAt - performance.now());

  function adjust(): void {
    bucket.drip();
    bucket.bucketSize = bucket.tokensPerInterval = perMinute();
    bucket.content = Math.min(bucket.content, bucket.bucketSize);
  }

  return {
    paused,
    async take(units) {
      adjust();
      // More than there can ever be goes when it is full, and the next ones wait for longer.
      const ms = Math.max(bucket.getWaitTime(Math.min(units, bucket.bucketSize)), paused());
      if (ms > 0) {
        return ms;
      }
      bucket.content -= units;
      return 0;
    },
    pause(ms) {
      resumeAt = Math.max(resumeAt, performance.now() + ms);
    },
    debit(units) {
      adjust();
      bucket.content = Math.max(bucket.content - units, Math.min(bucket.content, 0));
    },
    missing() {
      adjust();
      return bucket.bucketSize - bucket.content;
    },
  };
}
