import { useEffect, useRef, useState } from "react";
import type { Session } from "./session.ts";
import { useSession } from "./use-session.ts";

/** Asks for a key above the page, which stays as it is. */
export function KeyForm({ session }: { readonly session: Session }) {
  const { key, form, refusal } = useSession(session);
  const dialog = useRef<HTMLDialogElement>(null);
  const open = form !== "CLOSED";
  useEffect(() => {
    if (open) {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="key-form"
      aria-labelledby="key-title"
      onCancel={(event) => {
        event.preventDefault();
        session.dismiss();
      }}
    >
      {open && (
        <>
          <h2 id="key-title">{key === null ? "This server asks for a key" : "Use another key"}</h2>
          <Fields session={session} checking={form === "CHECKING"} refusal={refusal} />
        </>
      )}
    </dialog>
  );
}

interface FieldsProps {
  readonly session: Session;
  readonly checking: boolean;
  readonly refusal: string | null;
}

/** Gone with the dialog, so that what was typed is forgotten. */
function Fields({ session, checking, refusal }: FieldsProps) {
  const [text, setText] = useState("");
  const [shown, show] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [refusal]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void session.offer(text);
      }}
    >
      <p id="key-about">
        You get one from whoever runs this server. It is kept in this tab until you close it, and
        sent to this server alone.
      </p>
      <label htmlFor="key-text">API key</label>
      <div className="key-text">
        <input
          id="key-text"
          ref={input}
          type={shown ? "text" : "password"}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          required
          aria-describedby="key-refusal key-about"
          aria-invalid={refusal !== null}
        />
        <button type="button" aria-pressed={shown} onClick={() => show(!shown)}>
          Show
        </button>
      </div>
      <p id="key-refusal" role="alert">
        {refusal}
      </p>
      <div className="key-buttons">
        <button type="submit" className="primary" disabled={checking}>
          {checking ? "Asking the server…" : "Use this key"}
        </button>
        <button type="button" onClick={session.dismiss}>
          Not now
        </button>
      </div>
    </form>
  );
}
