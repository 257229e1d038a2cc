import { useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";

/** Ctrl+Enter or Cmd+Enter runs the operation wherever the focus is; GraphiQL's own needs an editor. */
export function RunAnywhere(): null {
  const { run } = useGraphiQLActions();
  useEffect(() => {
    const listening = new AbortController();
    const runOnEnter = (event: KeyboardEvent) => {
      const enter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      if (!enter || document.querySelector("dialog[open]")) {
        return;
      }
      // Neither the editors nor a focused button may act on it a second time.
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat) {
        run();
      }
    };
    window.addEventListener("keydown", runOnEnter, { capture: true, signal: listening.signal });
    return () => listening.abort();
  }, [run]);
  return null;
}
