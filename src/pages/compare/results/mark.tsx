/** What a sentence is about; each has a sign of its own, because a colour alone says nothing. */
export type MarkKind = "DISAGREE" | "NONE" | "WRONG" | "PROBLEM" | "STALE";

const signs: Record<MarkKind, string> = {
  DISAGREE: "≠",
  NONE: "∅",
  WRONG: "✗",
  PROBLEM: "!",
  STALE: "↻",
};

/** A sign, and a sentence that begins with what it means. */
export function Mark({ kind, children }: { kind: MarkKind; children: string }) {
  return (
    <p className={`mark ${kind.toLowerCase()}`}>
      <span className="sign" aria-hidden="true">
        {signs[kind]}
      </span>
      <span>{children}</span>
    </p>
  );
}
