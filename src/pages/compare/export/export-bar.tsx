import { useMemo, useState } from "react";
import type { Results } from "../types.ts";
import { copy } from "./copy.ts";
import { toCsv } from "./csv.ts";
import { curlCommand } from "./curl.ts";
import { download } from "./download.ts";
import { toJson } from "./json.ts";
import { notesOn } from "./notes.ts";
import { asDocument, compareOperation, playgroundLink } from "./operation.ts";
import { OperationTexts } from "./operation-texts.tsx";

/** Ways to take a comparison along, and to run it again. */
export function ExportBar(props: {
  results: Results;
  /** What the visitor gave; null: each model's own. */
  templates: readonly string[] | null;
  /** How many files the gateway takes in one request. */
  maxFiles: number;
  /** Whether the server wants a key. */
  keyed: boolean;
  /** The address of this page with labels, models and settings. */
  link: () => string;
}) {
  const { results, templates, maxFiles, keyed, link } = props;
  const [open, setOpen] = useState(false);
  const [message, say] = useState("");
  const operation = useMemo(() => compareOperation(results, templates), [results, templates]);
  const playground = useMemo(() => playgroundLink(operation), [operation]);
  const curl = () => curlCommand(operation, new URL("graphql", location.href).href, keyed);

  const take = async (what: string, text: string) => {
    if (await copy(text)) {
      say(`${what} copied`);
    } else {
      setOpen(true);
      say("The browser forbids copying here: mark the text below and copy it yourself");
    }
  };
  const save = (ending: string, type: string, text: string) => {
    const name = `comparison-${new Date().toISOString().slice(0, 10)}.${ending}`;
    download(name, type, text);
    say(`${name} saved`);
  };
  return (
    <section className="export" aria-label="Take it along">
      <div className="buttons">
        <button type="button" onClick={() => save("csv", "text/csv", toCsv(results))}>
          CSV
        </button>
        <button
          type="button"
          onClick={() => save("json", "application/json", toJson(results, templates, new Date()))}
        >
          JSON
        </button>
        <button type="button" onClick={() => void take("GraphQL", asDocument(operation))}>
          Copy GraphQL
        </button>
        <button type="button" onClick={() => void take("curl command", curl())}>
          Copy curl
        </button>
        <button type="button" onClick={() => void take("Link", link())}>
          Copy link
        </button>
        <button type="button" onClick={() => print()}>
          Print
        </button>
        {playground ? (
          <a className="button" href={playground}>
            Open in playground
          </a>
        ) : (
          <span className="quiet">Too much for a link to the playground: copy the GraphQL.</span>
        )}
      </div>
      <p className="message" role="status">
        {message}
      </p>
      <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>Show the GraphQL</summary>
        {open && (
          <OperationTexts
            operation={operation}
            curl={curl()}
            notes={notesOn(results, maxFiles, keyed)}
            take={take}
          />
        )}
      </details>
    </section>
  );
}
