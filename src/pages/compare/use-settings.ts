import { useEffect, useState } from "react";
import { blank, fromFragment, type Settings, toFragment } from "./settings.ts";

const storedAs = "parallax:compare";

/**
 * The settings, which are always in the page's address: that is the link to them. A visit without
 * any in its address goes on with the last ones.
 */
export function useSettings(): readonly [Settings, (change: Partial<Settings>) => void] {
  const [settings, setSettings] = useState(
    () =>
      fromFragment(location.hash) ?? fromFragment(localStorage.getItem(storedAs) ?? "") ?? blank,
  );

  useEffect(() => {
    const fragment = toFragment(settings);
    // Browsers refuse to change the address too often, as while one types.
    const timer = setTimeout(() => {
      history.replaceState(null, "", fragment || location.pathname + location.search);
      localStorage.setItem(storedAs, fragment);
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

  return [settings, (change) => setSettings((before) => ({ ...before, ...change }))];
}
