/** Lets one loop sleep until something happens, or until a time. */
export interface Alarm {
  wake(): void;
  /** Returns at once when it was woken since the last sleep. @param until by the clock of `now` */
  sleep(until: number): Promise<void>;
}

export function createAlarm(now: () => number): Alarm {
  let woken = false;
  let ring = () => {};
  return {
    wake() {
      woken = true;
      ring();
    },
    async sleep(until) {
      if (!woken) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          ring = resolve;
          if (until < Infinity) {
            timer = setTimeout(resolve, Math.max(0, until - now()));
          }
        });
        clearTimeout(timer);
      }
      woken = false;
    },
  };
}
