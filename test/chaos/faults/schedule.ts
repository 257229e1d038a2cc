import { setTimeout as sleep } from "node:timers/promises";
import { bodies } from "./bodies.ts";
import { cloud } from "./cloud.ts";
import { idle } from "./connections.ts";
import { busy, type Fault, type Rig } from "./fault.ts";
import { flood, ready } from "./floods.ts";
import { images } from "./images.ts";
import { operations } from "./operations.ts";
import { freeze, kill, stop } from "./processes.ts";
import { uploads } from "./uploads.ts";

export const faults = {
  ...{ kill, stop, freeze, flood, ready, bodies, operations, uploads, images, idle, cloud },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

const ofModels: readonly FaultName[] = ["kill", "stop", "freeze", "cloud"];

export interface Schedule {
  /**
   * Until the time is over and each has run, those that harm models and those that harm the server
   * side by side; of each kind one after the other, each as often as the others.
   */
  run(rig: Rig, names: readonly FaultName[], until: AbortSignal): Promise<void>;
  /** Codes that faults explain in an answer that took this span of time. */
  excuses(from: number, to: number): ReadonlySet<string>;
  /** How often each was run. */
  readonly counts: Readonly<Record<string, number>>;
}

interface Window {
  readonly codes: readonly string[];
  readonly from: number;
  to: number;
}

export function createSchedule(): Schedule {
  const windows: Window[] = [];
  const counts: Record<string, number> = {};

  async function runOne(rig: Rig, name: FaultName): Promise<void> {
    const fault: Fault = faults[name];
    const { codes, afterMs } = fault.excuses ?? busy;
    const window: Window = { codes, from: performance.now(), to: Infinity };
    windows.push(window);
    counts[name] = (counts[name] ?? 0) + 1;
    await fault.run(rig);
    window.to = performance.now() + afterMs;
  }

  async function runInTurn(rig: Rig, names: readonly FaultName[], until: AbortSignal) {
    const left = rig.random.shuffle(names);
    let first = true;
    // Each once, however short the time is.
    while (names.length > 0 && (first || !until.aborted)) {
      await runOne(rig, left.shift()!);
      if (left.length === 0) {
        first = false;
        left.push(...rig.random.shuffle(names));
      }
      await sleep(rig.random.between(500, 3000), undefined, { signal: until }).catch(() => {});
    }
  }

  return {
    async run(rig, names, until) {
      const harmsModels = (name: FaultName) => ofModels.includes(name);
      await Promise.all([
        runInTurn(rig, names.filter(harmsModels), until),
        runInTurn(
          rig,
          names.filter((name) => !harmsModels(name)),
          until,
        ),
      ]);
    },
    excuses: (from, to) =>
      new Set(
        windows
          .filter((window) => window.from <= to && window.to >= from)
          .flatMap(({ codes }) => codes),
      ),
    counts,
  };
}
