export interface Deadline {
  readonly signal: AbortSignal;
  readonly isOver: () => boolean;
  /** Leaves no timer and no listener behind. */
  readonly end: () => void;
}

/**
 * A signal that aborts after `ms` or with its parent. Written out, because Node 20 may collect an
 * `AbortSignal.any` of an `AbortSignal.timeout` before the time is over.
 */
export function startDeadline(ms: number, parent?: AbortSignal): Deadline {
  const controller = new AbortController();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    controller.abort();
  }, ms);
  const onAbort = (): void => controller.abort(parent?.reason);
  if (parent?.aborted) {
    onAbort();
  }
  parent?.addEventListener("abort", onAbort);
  return {
    signal: controller.signal,
    isOver: () => over,
    end: () => {
      clearTimeout(timer);
      parent?.removeEventListener("abort", onAbort);
    },
  };
}
