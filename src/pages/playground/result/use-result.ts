import { tryParseJSONC, useGraphiQL } from "@graphiql/react";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Attachments } from "../attachments.ts";
import { drawingsOf } from "./drawings.ts";
import type { Drawing } from "./drawings.ts";
import { belongsTo } from "./exchanges.ts";
import type { Heard, LastExchange } from "./exchanges.ts";

export type Result = {
  readonly drawings: readonly Drawing[];
  /** Whether the editors now hold something else than the result belongs to. */
  readonly earlier: boolean;
};

/** What there is to see of the open tab's response; undefined when it has none. */
export function useResult(last: LastExchange, attachments: Attachments): Result | undefined {
  const { tab, runs } = useGraphiQL((state) => ({
    tab: state.tabs[state.activeTabIndex],
    runs: state.queryId,
  }));
  const { id, query, variables, response } = tab ?? {};
  const [heardByTab, setHeardByTab] = useState<ReadonlyMap<string, Heard>>(new Map());
  const files = useSyncExternalStore(attachments.subscribe, attachments.list);

  // `runs` because an answer may be word for word the one before.
  useEffect(() => {
    const heard = response && last.withResponse(response);
    if (id && heard) {
      setHeardByTab((before) => new Map(before).set(id, heard));
    }
  }, [id, response, runs, last]);

  const heard = id === undefined || !response ? undefined : heardByTab.get(id);
  const drawings = useMemo(() => (heard ? drawingsOf(heard) : []), [heard]);
  const earlier = useMemo(
    () =>
      heard !== undefined &&
      !belongsTo(heard, { query: query ?? "", variables: parsed(variables ?? "") }, files),
    [heard, query, variables, files],
  );
  return heard && { drawings, earlier };
}

/** What does not parse belongs to no result. */
function parsed(variables: string): unknown {
  try {
    return tryParseJSONC(variables);
  } catch {
    return { unreadable: variables };
  }
}
