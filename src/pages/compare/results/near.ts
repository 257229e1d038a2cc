import { type RefObject, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/**
 * Whether an element is near the window, or is being printed. What is far away need not be made: a
 * hundred labels for a hundred photos and three models are 100,000 elements.
 */
export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)!.isIntersecting),
      { rootMargin: "600px" },
    );
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  useEffect(() => {
    const before = () => flushSync(() => setPrinting(true));
    const after = () => setPrinting(false);
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  return near || printing;
}
