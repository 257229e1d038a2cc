import { useEffect, useRef, useState } from "react";
import type { Inputs, Run } from "./use-run.ts";

export interface Start {
  start(): void;
  /** Starts as soon as nothing is missing any more. */
  startWhenReady(): void;
}

/**
 * The ways to start a comparison: the button, Ctrl+Enter from anywhere on the page, and examples as
 * soon as they are there.
 *
 * @param missing what a comparison still lacks; null when it can start
 */
export function useStart(run: Run, inputs: Inputs, missing: string | null): Start {
  const bringIntoSight = useRef(false);
  const [awaited, setAwaited] = useState(false);

  function start(): void {
    run.start(inputs);
    bringIntoSight.current = true;
  }

  useEffect(() => {
    const results = document.querySelector(".results");
    // Below the inputs, in a narrow window, nobody would see them come.
    const below = results && results.getBoundingClientRect().top > innerHeight / 2;
    if (bringIntoSight.current && below) {
      results.scrollIntoView({ block: "start" });
    }
    bringIntoSight.current = false;
  }, [run.inputs]);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const enter = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      if (enter && missing === null && !document.querySelector("dialog[open]")) {
        event.preventDefault();
        start();
      }
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });

  useEffect(() => {
    if (awaited && missing === null) {
      setAwaited(false);
      start();
    }
  });

  return { start, startWhenReady: () => setAwaited(true) };
}
