import { useEffect, useState } from "react";
import { flushSync } from "react-dom";

/**
 * How many of `count` items to show: `step` at first and as many more each frame, so that the page
 * can be scrolled and clicked while the others are made. All of them for print.
 */
export function useParts(count: number, step: number): number {
  const [made, setMade] = useState(step);
  useEffect(() => {
    if (made >= count) {
      return;
    }
    const frame = requestAnimationFrame(() => setMade(made + step));
    const all = () => flushSync(() => setMade(count));
    window.addEventListener("beforeprint", all);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("beforeprint", all);
    };
  }, [made, count, step]);
  return Math.min(made, count);
}
