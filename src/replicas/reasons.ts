import type { Log } from "../../providers/provider.ts";

/** Tells what is wrong with the store once, however often it fails, and when it is well again. */
export function createReasons(log: Log) {
  const told = new Set<string>();
  let there: boolean | undefined;
  const once = (err: Error, message: string, kind = err.message) => {
    if (!told.has(kind) && told.size < 20) {
      told.add(kind);
      log.warn({ err }, message);
    }
  };
  return {
    gone(reason: Error) {
      there = false;
      once(reason, "the shared store is gone; going on without it");
    },
    /** It is there, and says no: what it refuses may be writes only. */
    refused(reason: Error) {
      // Such as OOM; what follows may differ from key to key.
      const [code] = reason.message.split(" ");
      once(reason, "the shared store refuses a command; going on without", code);
    },
    recovered() {
      if (!there) {
        there = true;
        told.clear();
        log.info({}, "the shared store is there");
      }
    },
  };
}
