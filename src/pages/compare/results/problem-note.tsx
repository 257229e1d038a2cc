import type { Problem } from "../types.ts";
import { Mark } from "./mark.tsx";

/** Whoever has given no key may give one now. */
const mayHelp = ({ code, retryable }: Problem) => retryable || code === "UNAUTHENTICATED";

/** The server's sentence where the answer would be, and a button where trying again may help. */
export function ProblemNote(props: { problem: Problem; of: string; onRetry: () => void }) {
  const { problem, of, onRetry } = props;
  return (
    <div className="problem">
      <Mark kind="PROBLEM">{problem.message}</Mark>
      {mayHelp(problem) && (
        <button
          type="button"
          aria-label={`Retry ${of}`}
          onClick={({ currentTarget }) => {
            // The button goes, and the focus with it.
            const place = currentTarget.closest<HTMLElement>("td, th");
            place?.setAttribute("tabindex", "-1");
            place?.focus();
            onRetry();
          }}
        >
          Retry
        </button>
      )}
    </div>
  );
}
