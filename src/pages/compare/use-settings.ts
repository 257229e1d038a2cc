import { useCallback, useEffect, useState } from "react";
import { blank, fromFragment, type Settings, toFragment } from "./settings.ts";

// Not under the playground's prefix, which its settings can clear.
const storedAs = "parallax-compare";

/**
 * The settings, which are always in the page's address: that is the link to them. A visit without
 * any in its address goes on with the last ones.
 */
export function useSettings(): readonly [Settings, (change: Partial<Settings>) => void] {
  const [settings, setSettings] = useState(
    () => fromFragment(location.hash) ?? fromFragment(lastSettings()) ?? blank,
  );

  useEffect(() => {
    const fragment = toFragment(settings);
    // Browsers refuse to change the address too often, as while one types.
    const timer = setTimeout(() => {
      history.replaceState(null, "", fragment || location.pathname + location.search);
      keep(fragment);
    }, 300);
    return () => clearTimeout(timer);
  }, [settings]);

  // A link to other settings, opened in the same tab.
  useEffect(() => {
    const read = () => {
      const linked = fromFragment(location.hash);
      if (linked) {
        setSettings(linked);
      }
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);

  const change = useCallback(
    (change: Partial<Settings>) => setSettings((before) => ({ ...before, ...change })),
    [],
  );
  return [settings, change];
}

/** Empty where the browser keeps nothing, which it says by throwing. */
function lastSettings(): string {
  try {
    return localStorage.getItem(storedAs) ?? "";
  } catch {
    return "";
  }
}

function keep(fragment: string): void {
  try {
    localStorage.setItem(storedAs, fragment);
  } catch {
    // The address still has them.
  }
}
