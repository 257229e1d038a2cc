import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ProviderEvent } from "../../providers/tracing.ts";

/** Adds up what providers count, until `stop`. */
export function countProviderEvents() {
  const counted: Record<string, number> = {};
  const listener = (message: unknown) => {
    const { event, by } = message as ProviderEvent;
    counted[event] = (counted[event] ?? 0) + by;
  };
  subscribe("parallax:provider-event", listener);
  return { counted, stop: () => void unsubscribe("parallax:provider-event", listener) };
}
