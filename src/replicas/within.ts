/**
 * Waits for an answer, but not for long. While this process is busy, an answer may have come that
 * nobody could read: so the time is counted in slices, of which a busy spell takes one however long
 * it is, and what has come is read before it is given up.
 *
 * @throws what `late` makes, after `ms` or somewhat more
 */
export function within<T>(answer: Promise<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout;
    const wait = (left: number) => {
      timer = setTimeout(() => {
        if (left > 1) {
          wait(left - 1);
        } else {
          setImmediate(() => reject(late()));
        }
      }, ms / slices);
    };
    wait(slices);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

const slices = 5;
