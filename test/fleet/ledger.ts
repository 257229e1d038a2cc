/**
 * What the engine may have computed, and why. Of each input it is known which replica holds it in its
 * own cache, and whether it is in the shared one: whoever is asked for it computes it only when
 * neither has it.
 */
export interface Ledger {
  /** Of inputs that were answered for the first time: each was computed once at least. */
  readonly distinct: number;
  /** Computations that are explained: never fewer than there were. */
  readonly explained: number;
  /** @param ids of the inputs of a request that leaves now */
  send(ids: Iterable<string>): (end: AttemptEnd) => void;
  /** A replica forgot what it held. */
  replicaLost(replica: number): void;
  /** The shared cache forgot all, or what it was told since then, by `performance.now()`. */
  storeLost(since?: number): void;
  /** What runs now may run again: its outcome may not have come back. */
  runsAgain(): void;
}

export interface AttemptEnd {
  /** Who was asked; undefined: nobody. */
  readonly replica: number | undefined;
  readonly answered: boolean;
  /** Could the replica use the shared cache all the time? */
  readonly storeUp: boolean;
}

/** @param settleMs an answer does not wait until its rows are in the shared cache; by then they are */
export function createLedger(replicas: number, settleMs: number): Ledger {
  const held = Array.from({ length: replicas }, () => new Set<string>());
  const sharedSince = new Map<string, number>();
  const answered = new Set<string>();
  const open = new Set<readonly string[]>();
  let explained = 0;

  return {
    get distinct() {
      return answered.size;
    },
    get explained() {
      return explained;
    },
    send(asked) {
      const ids = [...new Set(asked)];
      // Two replicas that are asked at the same time both compute: no lock makes one wait.
      const settled = performance.now() - settleMs;
      const unshared = ids.filter((id) => !((sharedSince.get(id) ?? Infinity) <= settled));
      open.add(unshared);
      return (end) => {
        open.delete(unshared);
        if (end.replica === undefined) {
          return;
        }
        const own = held[end.replica]!;
        const computed = (end.storeUp ? unshared : ids).filter((id) => !own.has(id));
        explained += computed.length;
        if (end.answered) {
          for (const id of ids) {
            own.add(id);
            answered.add(id);
          }
          for (const id of end.storeUp ? computed : []) {
            sharedSince.set(id, Math.min(sharedSince.get(id) ?? Infinity, performance.now()));
          }
        }
      };
    },
    replicaLost: (replica) => held[replica]!.clear(),
    storeLost(since = 0) {
      for (const [id, at] of sharedSince) {
        if (at >= since) {
          sharedSince.delete(id);
        }
      }
    },
    runsAgain() {
      for (const ids of open) {
        explained += ids.length;
      }
    },
  };
}
