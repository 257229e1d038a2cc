import { useGraphiQLActions } from "@graphiql/react";
import { useState } from "react";
import type { Attachments } from "../attachments.ts";
import type { LastExchange } from "./exchanges.ts";
import { ResultView } from "./result-view.tsx";
import { useResult } from "./use-result.ts";

type Props = {
  readonly last: LastExchange;
  readonly attachments: Attachments;
  readonly storage: Storage;
};

const VIEWS = ["Result", "JSON"] as const;
type View = (typeof VIEWS)[number];
const STORED_AT = "view";

/**
 * Above the response: which view of it is shown, and whether it still belongs to what the editors
 * hold. Where there is something to see, the visitor sees it first; the JSON is one click away.
 */
export function ResultPane({ last, attachments, storage }: Props) {
  const result = useResult(last, attachments);
  const { run } = useGraphiQLActions();
  const [view, setView] = useState<View>(storage.getItem(STORED_AT) === "JSON" ? "JSON" : "Result");
  const choose = (chosen: View) => {
    setView(chosen);
    storage.setItem(STORED_AT, chosen);
  };
  const drawn = result !== undefined && result.drawings.length > 0;
  return (
    <>
      <div className="result-head">
        {drawn && <ViewChoice view={view} choose={choose} />}
        <p role="status">
          {result?.earlier && "This result is of an earlier query."}
          {drawn && !result.earlier && <span className="unseen">The result is below.</span>}
        </p>
        {result?.earlier && (
          <button type="button" className="run-again" onClick={run}>
            Run again
          </button>
        )}
      </div>
      {drawn && view === "Result" && <ResultView drawings={result.drawings} />}
    </>
  );
}

type ViewChoiceProps = { readonly view: View; readonly choose: (view: View) => void };

function ViewChoice({ view, choose }: ViewChoiceProps) {
  return (
    <div className="result-views" role="group" aria-label="View of the response">
      {VIEWS.map((one) => (
        <button key={one} type="button" aria-pressed={one === view} onClick={() => choose(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}
