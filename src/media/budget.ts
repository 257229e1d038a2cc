import { GatewayError } from "../../models/errors.ts";
import { untilAborted } from "../../providers/resilience/until-aborted.ts";

/**
 * The bytes that all requests together may hold: bodies, files and what was fetched, in memory and
 * on disk. What arrives by itself (a body) takes as it comes or is refused; what the server asks for
 * (a URL) waits its turn before it is read.
 */
export interface MediaBudget extends Reservations {
  readonly maxBytes: number;
  /** Of all that is held now. */
  readonly usedBytes: number;
  /** Nothing yet; it grows by `resize`. */
  open(): Held;
  /**
   * For one request: what it reserves waits for its own other files, too, while they hold a quarter
   * of all bytes. So no request keeps the others from theirs.
   */
  share(): Reservations;
}

export interface Reservations {
  /**
   * Waits, first come, first served, until so much is free.
   * @throws GatewayError TOO_LARGE for more than there is at all; the signal's reason
   */
  reserve(bytes: number, signal?: AbortSignal): Promise<Held>;
}

/** Bytes that are held until they are released, once or more often. */
export interface Held {
  readonly bytes: number;
  /** @throws GatewayError OVERLOADED when growing takes more than is free; it keeps what it has */
  resize(bytes: number): void;
  release(): void;
}

export function createMediaBudget(maxMb: number): MediaBudget {
  const maxBytes = Math.floor(maxMb * 1024 * 1024);
  let usedBytes = 0;
  const waiting: Waiting[] = [];

  function hold(bytes: number): Held {
    let released = false;
    usedBytes += bytes;
    return {
      get bytes() {
        return bytes;
      },
      resize(wanted) {
        if (released) {
          return;
        }
        if (wanted > bytes && usedBytes + wanted - bytes > maxBytes) {
          throw full(maxMb);
        }
        usedBytes += wanted - bytes;
        bytes = wanted;
        admit();
      },
      release() {
        if (!released) {
          released = true;
          usedBytes -= bytes;
          admit();
        }
      },
    };
  }

  /** A large one is not overtaken by small ones for ever. */
  function admit(): void {
    while (waiting[0] && usedBytes + waiting[0].bytes <= maxBytes) {
      const { bytes, go } = waiting.shift()!;
      go(hold(bytes));
    }
  }

  const budget: MediaBudget = {
    maxBytes,
    get usedBytes() {
      return usedBytes;
    },
    open: () => hold(0),
    async reserve(bytes, signal) {
      signal?.throwIfAborted();
      if (bytes > maxBytes) {
        throw tooMuch(bytes, maxMb);
      }
      if (waiting.length === 0 && usedBytes + bytes <= maxBytes) {
        return hold(bytes);
      }
      const entry: Waiting = { bytes, go: () => {} };
      const turn = new Promise<Held>((resolve) => (entry.go = resolve));
      waiting.push(entry);
      try {
        return await untilAborted(turn, signal);
      } catch (error) {
        const at = waiting.indexOf(entry);
        if (at === -1) {
          // Its turn came in the same moment.
          turn.then((held) => held.release());
        } else {
          waiting.splice(at, 1);
          admit();
        }
        throw error;
      }
    },
    share: () => createShare(budget, maxMb / 4),
  };
  return budget;
}

function createShare(all: MediaBudget, maxMb: number): Reservations {
  const own = createMediaBudget(maxMb);
  // A file that is larger has the share for itself.
  const inShare = (bytes: number) => Math.min(bytes, own.maxBytes);
  return {
    async reserve(bytes, signal) {
      const part = await own.reserve(inShare(bytes), signal);
      try {
        const whole = await all.reserve(bytes, signal);
        return {
          get bytes() {
            return whole.bytes;
          },
          resize(wanted) {
            whole.resize(wanted);
            part.resize(inShare(wanted));
          },
          release() {
            whole.release();
            part.release();
          },
        };
      } catch (error) {
        part.release();
        throw error;
      }
    },
  };
}

interface Waiting {
  readonly bytes: number;
  go: (held: Held) => void;
}

function full(maxMb: number): GatewayError {
  const message = `The server holds ${maxMb} MB of files already (MAX_MEDIA_MB).`;
  return new GatewayError("OVERLOADED", message, { retryAfterMs: 5000 });
}

function tooMuch(bytes: number, maxMb: number): GatewayError {
  const message = `${bytes} bytes are needed at once; MAX_MEDIA_MB allows ${maxMb} MB for all requests together.`;
  return new GatewayError("TOO_LARGE", message);
}
