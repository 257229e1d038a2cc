/** Events in order of time: of the same time, in order of coming. */
export function createClock() {
  const heap: { at: number; order: number; act(): void }[] = [];
  let order = 0;
  const isBefore = (a: number, b: number) =>
    heap[a]!.at - heap[b]!.at || heap[a]!.order - heap[b]!.order;
  const swap = (a: number, b: number) => ([heap[a], heap[b]] = [heap[b]!, heap[a]!]);
  const clock = {
    now: 0,
    in(ms: number, act: () => void): void {
      heap.push({ at: clock.now + ms, order: order++, act });
      for (let i = heap.length - 1; i > 0;) {
        const parent = (i - 1) >> 1;
        if (isBefore(i, parent) >= 0) {
          break;
        }
        swap(i, parent);
        i = parent;
      }
    },
    run(until: number): void {
      while (heap.length > 0 && heap[0]!.at <= until) {
        const [first] = heap;
        const last = heap.pop()!;
        if (heap.length > 0) {
          heap[0] = last;
          sink();
        }
        clock.now = first!.at;
        first!.act();
      }
    },
  };
  function sink(): void {
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < heap.length && isBefore(left, least) < 0) {
        least = left;
      }
      if (right < heap.length && isBefore(right, least) < 0) {
        least = right;
      }
      if (least === i) {
        return;
      }
      swap(i, least);
      i = least;
    }
  }
  return clock;
}

export type Clock = ReturnType<typeof createClock>;
