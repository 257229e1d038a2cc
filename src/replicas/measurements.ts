import type { SharedStore } from "./store.ts";

/** What one input took, and how many shared its pass. */
export interface Sample {
  readonly ms: number;
  readonly batchSize: number;
}

export interface Samples {
  /** Of all that were ever told. */
  readonly count: number;
  readonly latest: readonly Sample[];
}

/** What the replicas of a gateway measured, by names. */
export interface Measurements {
  tell(name: string, sample: Sample): void;
  /** Those of all replicas, with what this one has not told yet; undefined while they are not known. */
  of(name: string): Samples | undefined;
  /** Tells and asks the store now. */
  exchange(): Promise<void>;
  close(): void;
}

/** Of each name: enough for a p95, little enough to be read by each replica again and again. */
const keep = 256;
const everyMs = 15_000;
/** What nobody has measured for a day says little. */
const keepMs = 24 * 3_600_000;

/** @param replicas of how many samples this one tells its part */
export function shareMeasurements(store: SharedStore, replicas: () => number): Measurements {
  const untold = new Map<string, { count: number; latest: Sample[] }>();
  let known = new Map<string, Samples>();
  let knownUntil = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function tellAll(): Promise<void> {
    const most = Math.ceil(keep / replicas());
    for (const [name, { count, latest }] of untold) {
      const samples = latest
        .slice(-most)
        .map(({ ms, batchSize }) => `${ms.toFixed(1)}/${batchSize}`);
      untold.delete(name);
      await use((client) =>
        Promise.all([
          client.rPush(listKey(name), samples),
          client.lTrim(listKey(name), -keep, -1),
          client.pExpire(listKey(name), keepMs),
          client.incrBy(countKey(name), count),
          client.pExpire(countKey(name), keepMs),
          client.sAdd(namesKey, name),
          client.pExpire(namesKey, keepMs),
        ]),
      );
    }
  }

  async function readAll(): Promise<void> {
    const names = (await use((client) => client.sMembers(namesKey))).map(String);
    const read = await Promise.all(
      names.map(async (name) => {
        const [list, count] = await use((client) =>
          Promise.all([client.lRange(listKey(name), 0, -1), client.get(countKey(name))]),
        );
        if (list.length === 0) {
          await use((client) => client.sRem(namesKey, name));
        }
        return [name, { count: Number(count), latest: list.map(parse) }] as const;
      }),
    );
    known = new Map(read.filter(([, { latest }]) => latest.length > 0));
    knownUntil = performance.now() + 4 * everyMs;
  }

  /** Nobody waits for it. */
  const use = <T>(work: Parameters<typeof store.use<T>>[0]) => store.use(work, 1000);

  async function exchange(): Promise<void> {
    clearTimeout(timer);
    try {
      await tellAll();
      await readAll();
    } catch {
      // Later.
    }
    if (!closed) {
      timer = setTimeout(() => void exchange(), everyMs).unref();
    }
  }

  return {
    tell(name, sample) {
      const { count = 0, latest = [] } = untold.get(name) ?? {};
      untold.set(name, { count: count + 1, latest: [...latest.slice(1 - keep), sample] });
    },
    of(name) {
      const told = known.get(name);
      if (!told || performance.now() > knownUntil) {
        return undefined;
      }
      const { count = 0, latest = [] } = untold.get(name) ?? {};
      return { count: told.count + count, latest: [...told.latest, ...latest].slice(-keep) };
    },
    exchange,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

const namesKey = "parallax:latency";
const listKey = (name: string) => `parallax:latency:${name}`;
const countKey = (name: string) => `parallax:latency:count:${name}`;

function parse(text: { toString(): string }): Sample {
  const [ms, batchSize] = text.toString().split("/");
  return { ms: Number(ms), batchSize: Number(batchSize) };
}
