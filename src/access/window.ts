export interface WindowLimit {
  readonly limit: number;
  /** Of a window, which begins with what is first taken. */
  readonly seconds: number;
}

/** What is used of a limit until a moment. */
export interface Window {
  /** What this process has taken. */
  own: number;
  /** What the other replicas had, when the store last said so. */
  others: number;
  /** In milliseconds since 1970. */
  resetAt: number;
  /** The same by the store's clock. */
  endsAt: number;
}

export function startWindow(seconds: number): Window {
  const resetAt = Date.now() + seconds * 1000;
  return { own: 0, others: 0, resetAt, endsAt: resetAt };
}

/** What replicas that can ask nobody may take: their shares, and no more than was known to be left. */
export function leftOfShare({ own, others }: Window, limit: number, replicas: number): number {
  return Math.min(Math.floor(limit / replicas), limit - others) - own;
}
