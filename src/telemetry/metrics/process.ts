import { collectDefaultMetrics, Registry } from "prom-client";

let shared: Registry | undefined;

/**
 * Memory, CPU, file descriptors, event loop and garbage collection of this process. Once for all
 * gateways in it: prom-client cannot stop what watches them, which keeps no process alive.
 */
export function processMetrics(): Registry {
  if (!shared) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared });
  }
  return shared;
}
