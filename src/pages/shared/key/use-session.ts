import { useSyncExternalStore } from "react";
import type { Session, SessionState } from "./session.ts";

export function useSession(session: Pick<Session, "state" | "subscribe">): SessionState {
  return useSyncExternalStore(session.subscribe, session.state);
}
