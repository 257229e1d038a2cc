import { type RefObject, useEffect, useState } from "react";
import { flushSync } from "react-dom";

/**
 * Whether an element has come near the window, or is about to be printed; from then on always. What
 * is far away need not be made: a hundred labels for a hundred photos are some 100,000 elements.
 */
export function useNear(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || !element.current) {
      return;
    }
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.some(({ isIntersecting }) => isIntersecting)),
      { rootMargin: "600px" },
    );
    observer.observe(element.current);
    const beforePrint = () => flushSync(() => setNear(true));
    window.addEventListener("beforeprint", beforePrint);
    return () => {
      observer.disconnect();
      window.removeEventListener("beforeprint", beforePrint);
    };
  }, [element, near]);
  return near;
}
