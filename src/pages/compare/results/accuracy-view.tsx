import { useMemo } from "react";
import type { CSSProperties } from "react";
import type { Column, Results } from "../types.ts";
import { accuracyOf, expectationsOf, type Expectations, type Share } from "./accuracy.ts";
import { ConfusionTable } from "./confusion.tsx";
import { counted, percent } from "../../shared/numbers.ts";
import { Scroll } from "./scroll.tsx";

/** How often each model is right, where the visitor said what is right. */
export function AccuracyView({ results }: { results: Results }) {
  const { photos, labels } = results;
  // Answers that come in leave both as they are.
  const expectations = useMemo(() => expectationsOf(photos, labels), [photos, labels]);
  const { expected, outside, withLabel } = expectations;
  return (
    <section className="accuracy" aria-labelledby="accuracy-title">
      <h2 id="accuracy-title">Accuracy</h2>
      {withLabel === 0 && outside.length === 0 && (
        <p className="quiet">
          Say which label is right for some photos to see here how often each model says it.
        </p>
      )}
      {withLabel > 0 && (
        <>
          <Shares results={results} expectations={expectations} />
          <p className="quiet">
            {counted(withLabel, "photo")} of {results.photos.length} can be counted. The line across
            a bar is the range in which the share probably lies (95 %) for more photos like these:
            where the ranges of two models overlap, these photos hardly tell which one is better.
          </p>
        </>
      )}
      <Outside results={results} outside={outside} />
      {withLabel > 0 && (
        <div className="confusions">
          {results.columns.map((column) => (
            <ConfusionTable
              key={column.model.id}
              column={column}
              expected={expected}
              labels={results.labels}
            />
          ))}
        </div>
      )}
    </section>
  );
}

function Shares({ results, expectations }: { results: Results; expectations: Expectations }) {
  const { columns, labels } = results;
  const rows = useMemo(
    () =>
      columns.map((column) => ({
        column,
        ...accuracyOf(column, expectations.expected, labels.length),
      })),
    [columns, expectations, labels],
  );
  const three = rows.some(({ firstThree }) => firstThree);
  const missing = rows.some(({ unanswered }) => unanswered > 0);
  return (
    <Scroll name="How often each is right">
      <table className="shares">
        <caption className="unseen">How often each model says the expected label</caption>
        <thead>
          <tr>
            <th scope="col">Model</th>
            <th scope="col">Right label first</th>
            {three && <th scope="col">Among the first three</th>}
            {missing && (
              <th scope="col" className="number">
                No answer
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ column, first, firstThree, unanswered }) => (
            <tr key={column.model.id}>
              <th scope="row">{column.model.name}</th>
              <ShareCell share={first} column={column} />
              {three && firstThree && <ShareCell share={firstThree} column={column} />}
              {missing && <td className="number">{unanswered || "–"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ShareCell({ share, column }: { share: Share; column: Column }) {
  const { count, total, low, high } = share;
  if (total === 0) {
    return <td className="quiet">{column.state === "RUNNING" ? "no answer yet" : "no answer"}</td>;
  }
  const bounds = { "--share": count / total, "--low": low, "--high": high } as CSSProperties;
  return (
    <td>
      <span className="share">
        <strong>{percent(count / total)}</strong>
        <span>
          {count} of {total}
        </span>
        <span className="interval" style={bounds} aria-hidden="true" />
        <span className="quiet">
          {percent(low)} to {percent(high)}
        </span>
      </span>
    </td>
  );
}

/** An expected label that is no label is a mistake of the visitor's, not of the models. */
function Outside({ results, outside }: { results: Results; outside: readonly number[] }) {
  if (outside.length === 0) {
    return null;
  }
  const named = outside.slice(0, 10).map((photo) => {
    const { name, expected } = results.photos[photo]!;
    return `${name} (${expected})`;
  });
  const more = outside.length > named.length ? `, and ${outside.length - named.length} more` : "";
  return (
    <p className="warning">
      {counted(outside.length, "photo")} not counted: what is expected is none of the labels. Add it
      to them, or change it: {named.join(", ")}
      {more}.
    </p>
  );
}
