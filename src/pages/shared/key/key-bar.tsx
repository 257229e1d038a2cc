import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { KeyForm } from "./key-form.tsx";
import type { Session } from "./session.ts";
import { useSession } from "./use-session.ts";
import { leftOf, whenIs } from "./words.ts";

/** Puts the bar where the page's head has room for it. */
export function mountKeyBar(session: Session): void {
  const place = document.getElementById("key");
  if (place) {
    createRoot(place).render(<KeyBar session={session} />);
  }
}

/** Whose key it is and what is left of it. On servers that ask for none, nothing. */
function KeyBar({ session }: { readonly session: Session }) {
  const { key, asked, caller, comeBackAt } = useSession(session);
  const limited = useLimited(comeBackAt);
  return (
    <>
      {(key !== null || asked) && (
        <p className="key-bar">
          <span className="whose">
            {key === null ? "No key" : `Key: ${caller?.name ?? "accepted"}`}
          </span>
          {key !== null && caller && leftOf(caller).map((part) => <span key={part}>{part}</span>)}
          <span role="status" className="limited">
            {limited}
          </span>
          <button type="button" onClick={session.openForm}>
            {key === null ? "Enter a key" : "Change"}
          </button>
          {key !== null && (
            <button type="button" onClick={session.forget}>
              Forget key
            </button>
          )}
        </p>
      )}
      <KeyForm session={session} />
    </>
  );
}

/** When there is more, until then. Said once, not each second: screen readers would say it, too. */
function useLimited(comeBackAt: number | null): string | null {
  const [limited, setLimited] = useState<string | null>(null);
  useEffect(() => {
    if (comeBackAt === null) {
      return setLimited(null);
    }
    setLimited(`Limit reached: more ${whenIs(comeBackAt)}`);
    const timer = setTimeout(() => setLimited(null), comeBackAt - Date.now());
    return () => clearTimeout(timer);
  }, [comeBackAt]);
  return limited;
}
