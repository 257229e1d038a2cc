import type { Clock } from "./clock.ts";

/**
 * Processes on processors that they share or not. Each is an event loop: a turn does all that came
 * before it, and what the turn led to leaves together.
 */
export function createMachine(clock: Clock, cores: number | undefined) {
  const queues = new Map<string, { busy: boolean; tasks: { ms: number; done(): void }[] }>();
  const ready: string[] = [];
  let free = cores ?? Infinity;

  function start(): void {
    while (free > 0 && ready.length > 0) {
      const name = ready.shift()!;
      const queue = queues.get(name)!;
      const tasks = queue.tasks;
      queue.tasks = [];
      free--;
      const ms = tasks.reduce((sum, task) => sum + task.ms, 0);
      clock.in(ms, () => {
        free++;
        queue.busy = false;
        offer(name);
        tasks.forEach(({ done }) => done());
        start();
      });
    }
  }

  function offer(name: string): void {
    const queue = queues.get(name)!;
    if (!queue.busy && queue.tasks.length > 0) {
      queue.busy = true;
      ready.push(name);
    }
  }

  return (name: string, ms: number, done: () => void): void => {
    const queue = queues.get(name) ?? { busy: false, tasks: [] };
    queues.set(name, queue);
    queue.tasks.push({ ms, done });
    offer(name);
    start();
  };
}
