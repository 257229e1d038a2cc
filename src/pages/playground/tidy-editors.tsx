import { useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";
import { tidyNumbers } from "./tidy-numbers.ts";

/** Keeps vectors in the response readable and long lines in sight; draws nothing itself. */
export function TidyEditors() {
  const { query, variables, response } = useGraphiQL((state) => ({
    query: state.queryEditor,
    variables: state.variableEditor,
    response: state.responseEditor,
  }));

  useEffect(() => query?.updateOptions({ wordWrap: "on" }), [query]);
  useEffect(() => variables?.updateOptions({ wordWrap: "on" }), [variables]);
  useEffect(() => {
    // Lines break between numbers, not inside them at a point or a sign, as they would by default;
    // what follows a break has the whole line, for a long number needs most of a phone's.
    response?.updateOptions({
      wrappingIndent: "none",
      wordWrapBreakBeforeCharacters: "[{",
      wordWrapBreakAfterCharacters: " ,]}",
    });
    // Monaco reads these two when it is given a text, and its first one came before.
    const model = response?.getModel() ?? null;
    response?.setModel(null);
    response?.setModel(model);

    const tidyUp = () => {
      const json = response?.getValue() ?? "";
      const tidy = tidyNumbers(json, response?.getLayoutInfo().wrappingColumn);
      if (tidy !== json) {
        response?.setValue(tidy);
      }
    };
    // Later, because Monaco's workers lose track when a change is made while they hear of another.
    const listening = response?.onDidChangeModelContent(() => queueMicrotask(tidyUp));
    return () => listening?.dispose();
  }, [response]);
  return null;
}
