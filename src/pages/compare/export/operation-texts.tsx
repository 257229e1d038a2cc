import { type Operation, variablesText } from "./operation.ts";

/** The operation to read: its query, its variables, and the command that sends both. */
export function OperationTexts(props: {
  operation: Operation;
  curl: string;
  notes: readonly string[];
  take: (what: string, text: string) => Promise<void>;
}) {
  const { operation, curl, notes, take } = props;
  const texts = [
    { name: "Query", text: operation.query },
    { name: "Variables", text: variablesText(operation) },
    { name: "curl", text: curl },
  ];
  return (
    <>
      {notes.map((note) => (
        <p key={note} className="quiet">
          {note}
        </p>
      ))}
      {texts.map(({ name, text }) => (
        <figure key={name}>
          <figcaption>
            {name}
            <button type="button" aria-label={`Copy ${name}`} onClick={() => void take(name, text)}>
              Copy
            </button>
          </figcaption>
          <pre tabIndex={0} role="region" aria-label={name}>
            {text}
          </pre>
        </figure>
      ))}
    </>
  );
}
