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
  // Lines break between numbers, not at a number's point or exponent, as they would by default.
  useEffect(
    () =>
      response?.updateOptions({
        wordWrapBreakBeforeCharacters: "[{",
        wordWrapBreakAfterCharacters: " ,]}",
      }),
    [response],
  );
  useEffect(() => {
    const tidyUp = () => {
      const json = response?.getValue() ?? "";
      const tidy = tidyNumbers(json);
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
