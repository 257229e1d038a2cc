import { mountKeyBar } from "./key-bar.tsx";
import { createKeyedFetch } from "./keyed-fetch.ts";
import { createPatientFetch } from "./patient-fetch.ts";
import { createSession, type Session } from "./session.ts";

/** Of a page: who the visitor is for the server at `url`, shown in the page's head, and its `fetch`. */
export function openSession(url: string): { session: Session; fetch: typeof fetch } {
  const patient = createPatientFetch(fetch);
  const session = createSession(url, patient);
  mountKeyBar(session);
  return { session, fetch: createKeyedFetch(session, patient) };
}
