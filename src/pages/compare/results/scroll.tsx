import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

/**
 * What is wider than the page scrolls by itself. Only then is it a stop of the tab key, from which
 * the arrow keys scroll it.
 */
export function Scroll({ name, children }: { name: string; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(false);
  useLayoutEffect(() => {
    const outer = box.current;
    if (!outer) {
      return undefined;
    }
    const measure = () => setWide(outer.scrollWidth > outer.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(outer);
    if (outer.firstElementChild) {
      observer.observe(outer.firstElementChild);
    }
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={box}
      className="scroll"
      {...(wide && { tabIndex: 0, role: "region", "aria-label": name })}
    >
      {children}
    </div>
  );
}
