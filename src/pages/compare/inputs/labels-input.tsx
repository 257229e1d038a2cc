import { useId } from "react";
import { Count } from "./photos-input.tsx";
import { readLabels } from "../labels.ts";

interface LabelsInputProps {
  readonly text: string;
  readonly change: (text: string) => void;
  /** Names of folders that photos came from. */
  readonly folders: readonly string[];
  readonly most: number | undefined;
}

/** One label a line. */
export function LabelsInput({ text, change, folders, most }: LabelsInputProps) {
  const hint = useId();
  const { labels, repeated } = readLabels(text);
  const tooMany = most !== undefined && labels.length > most;
  return (
    <section className="input">
      <h2>
        2 · Labels <Count of={labels.length} />
      </h2>
      <textarea
        aria-label="Labels"
        aria-describedby={hint}
        aria-invalid={tooMany}
        rows={Math.max(4, Math.min(10, labels.length + 1))}
        spellCheck={false}
        placeholder={"cat\ndog\ncup of coffee"}
        value={text}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
      <p className="hint" id={hint}>
        One per line, or cells of a spreadsheet. Any words will do; most templates add “a” or “the”.
        {repeated > 0 &&
          ` ${repeated} repeated ${repeated === 1 ? "line is" : "lines are"} left out.`}
        {tooMany && (
          <strong className="bad">
            {" "}
            {labels.length} are too many: this server takes {most}.
          </strong>
        )}
      </p>
      {folders.length > 1 && labels.length === 0 && (
        <button type="button" className="link" onClick={() => change(folders.join("\n"))}>
          Use the names of the {folders.length} folders
        </button>
      )}
    </section>
  );
}
