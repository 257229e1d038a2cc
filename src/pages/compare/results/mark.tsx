/** What a sentence is about; each has a sign of its own, because a colour alone says nothing. */
export type MarkKind = "DISAGREE" | "NONE" | "WRONG" | "PROBLEM" | "STALE";

/** Paths in a square of 16, drawn because fonts lack such letters. */
const signs: Record<MarkKind, string> = {
  DISAGREE: "M3 6h10M3 10h10M10.5 2.5l-5 11",
  NONE: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M12 4l-8 8",
  WRONG: "M4 4l8 8M12 4l-8 8",
  PROBLEM: "M8 2.2L14.3 13.3H1.7zM8 6.5v3M8 11.2v.3",
  STALE: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2.2 1.5",
};

/** A sign, and a sentence that begins with what it means. */
export function Mark({ kind, children }: { kind: MarkKind; children: string }) {
  return (
    <p className={`mark ${kind.toLowerCase()}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={signs[kind]} />
      </svg>
      <span>{children}</span>
    </p>
  );
}
