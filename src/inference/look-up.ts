import DataLoader from "dataloader";
import type { Row } from "../../providers/provider.ts";
import {
  announceRequester,
  type LookUpTrace,
  lookUps,
  type Requester,
} from "../../providers/tracing.ts";
import type { EmbeddingCache } from "./cache.ts";

/** Asks the cache for one row. Look-ups of one turn of the event loop leave together. */
export function createLookUp(
  cache: Pick<EmbeddingCache, "getMany">,
): (key: string) => Promise<Row | undefined> {
  const loader = new DataLoader<Wanted, Row | undefined>(
    (wanted) => {
      const requesters = wanted.map(({ requester }) => requester);
      const trace: LookUpTrace = { keys: wanted.length, requesters };
      return lookUps.tracePromise(async () => {
        const rows = await cache.getMany(wanted.map(({ key }) => key));
        trace.hits = rows.filter((row) => row !== undefined).length;
        return rows;
      }, trace);
    },
    { cache: false },
  );
  return (key) => loader.load({ key, requester: announceRequester() });
}

interface Wanted {
  readonly key: string;
  readonly requester: Requester | undefined;
}
