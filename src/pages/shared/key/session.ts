import { type Caller, introduce, pointsOf } from "./caller.ts";
import { shortWaitMs, waitOf } from "./patient-fetch.ts";
import { createStore, type Store } from "./store.ts";
import { storedKey, storeKey } from "./stored-key.ts";

export interface SessionState {
  /** Null while the visitor has given none: the server may need none. */
  readonly key: string | null;
  /** Whether the server has asked for one. */
  readonly asked: boolean;
  readonly form: "CLOSED" | "OPEN" | "CHECKING";
  /** Why the last key would not do, for people to read. */
  readonly refusal: string | null;
  /** Null while there is no key, and where the server does not say. */
  readonly caller: Caller | null;
  /** When the server, having had too much, takes more; milliseconds since 1970. */
  readonly comeBackAt: number | null;
}

/** Who the visitor is for the server. */
export interface Session extends Pick<Store<SessionState>, "state" | "subscribe"> {
  /** Takes a key if the server does; what has waited for one goes on. */
  offer(text: string): Promise<void>;
  openForm(): void;
  /** Goes on without a key: what has waited for one fails. */
  dismiss(): void;
  forget(): void;
  /**
   * Asks the visitor for a key in the place of the one that was refused.
   *
   * @returns whether there is one now
   * @throws the signal's reason
   */
  anotherKey(
    refused: string | null,
    why: string,
    signal: AbortSignal | null | undefined,
  ): Promise<boolean>;
  /** What an answer to this key says of what is left. */
  hear(answer: Response, key: string | null): void;
}

/** GraphiQL asks for the schema a second time at once: nobody is asked again for that. */
const lullMs = 1000;
/** After the last of several answers. */
const lookAgainMs = 1000;

/** @param url the GraphQL endpoint */
export function createSession(url: string, send: typeof fetch): Session {
  const store = createStore<SessionState>({
    key: storedKey(),
    asked: false,
    form: "CLOSED",
    refusal: null,
    caller: null,
    comeBackAt: null,
  });
  const { state, set } = store;
  let waiting: ((given: boolean) => void)[] = [];
  let dismissedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function use(key: string | null, caller: Caller | null): void {
    storeKey(key);
    set({ key, caller, comeBackAt: null });
  }

  function close(given: boolean): void {
    set({ form: "CLOSED", refusal: null });
    waiting.forEach((decide) => decide(given));
    waiting = [];
  }

  /** What has been spent is in no header. */
  async function look(): Promise<void> {
    const { key } = state();
    if (key === null) {
      return;
    }
    // Whatever fails here fails for the visitor's own requests, too.
    const answer = await introduce(url, key, send).catch(() => null);
    if (answer && "caller" in answer && state().key === key) {
      set({ caller: answer.caller });
    }
  }
  void look();

  return {
    state,
    subscribe: store.subscribe,
    async offer(text) {
      const key = text.trim().replace(/^Bearer\s+/i, "");
      if (!/^[!-~]+$/.test(key)) {
        set({
          refusal: "That is no key: keys have no spaces, line breaks or letters with accents.",
        });
        return;
      }
      set({ form: "CHECKING", refusal: null });
      const answer = await introduce(url, key, send).catch((error: Error) => ({
        refusal: `The server cannot be reached (${error.message}).`,
      }));
      if (state().form !== "CHECKING") {
        return;
      }
      if ("refusal" in answer) {
        set({ form: "OPEN", refusal: answer.refusal });
        return;
      }
      use(key, answer.caller);
      close(true);
    },
    openForm: () => set({ form: "OPEN", refusal: null }),
    dismiss() {
      dismissedAt = Date.now();
      close(false);
    },
    forget() {
      use(null, null);
      set({ asked: true });
    },
    async anotherKey(refused, why, signal) {
      const { key, form } = state();
      if (key !== refused && key !== null) {
        return true;
      }
      if (form === "CLOSED") {
        if (Date.now() - dismissedAt < lullMs) {
          return false;
        }
        use(null, null);
        set({ asked: true, form: "OPEN", refusal: refused === null ? null : why });
      }
      return decision(signal);
    },
    hear(answer, key) {
      if (key === null || key !== state().key) {
        return;
      }
      const { caller } = state();
      const points = pointsOf(answer.headers);
      const wait = waitOf(answer) ?? 0;
      set({
        ...(wait > shortWaitMs && { comeBackAt: Date.now() + wait }),
        ...(caller && points && { caller: { ...caller, points } }),
      });
      clearTimeout(timer);
      timer = setTimeout(() => void look(), lookAgainMs);
    },
  };

  function decision(signal: AbortSignal | null | undefined): Promise<boolean> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      waiting.push(resolve);
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }
}
