/**
 * Work that shares a capacity: each piece takes its weight of it while it runs. First come, first
 * served, so that heavy pieces are not overtaken for ever; one heavier than the capacity runs alone.
 */
export function createWeightedSemaphore(capacity: number) {
  let free = capacity;
  const waiting: { weight: number; start(): void }[] = [];

  function startNext(): void {
    for (let next = waiting[0]; next && next.weight <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.weight;
      next.start();
    }
  }

  return {
    async run<T>(weight: number, work: () => Promise<T>): Promise<T> {
      const taken = Math.min(weight, capacity);
      await new Promise<void>((start) => {
        waiting.push({ weight: taken, start });
        startNext();
      });
      try {
        return await work();
      } finally {
        free += taken;
        startNext();
      }
    },
  };
}
