import { useMemo } from "react";
import type { Column } from "../types.ts";
import { Check } from "./icons.tsx";
import { Scroll } from "./scroll.tsx";
import { type Confusion, confusionOf } from "./accuracy.ts";

/** More labels than this make a table that nobody reads at once. */
const readable = 20;
const listed = 5;

/** Expected × said of one model. */
export function ConfusionTable(props: {
  column: Column;
  expected: readonly (number | null)[];
  labels: readonly string[];
}) {
  const { column, expected, labels } = props;
  const confusion = useMemo(() => confusionOf(column, expected), [column, expected]);
  if (confusion.expected.length === 0) {
    return null;
  }
  const large = confusion.said.length > readable;
  const table = <Counts confusion={confusion} labels={labels} name={column.model.name} />;
  return (
    <section className="confusion">
      <h3>{column.model.name}</h3>
      <MixedUp confusion={confusion} labels={labels} />
      {large ? (
        <details>
          <summary>
            The whole table, {confusion.expected.length} × {confusion.said.length}
          </summary>
          {table}
        </details>
      ) : (
        table
      )}
    </section>
  );
}

function MixedUp({ confusion, labels }: { confusion: Confusion; labels: readonly string[] }) {
  const { mixedUp } = confusion;
  if (mixedUp.length === 0) {
    return <p className="quiet">Nothing was taken for something else.</p>;
  }
  return (
    <ul className="mixed-up">
      {mixedUp.slice(0, listed).map(({ expected, said, count }) => (
        <li key={`${expected} ${said}`}>
          <b>{labels[expected]}</b> was taken for <b>{labels[said]}</b>
          {count > 1 && `, ${count} times`}
        </li>
      ))}
      {mixedUp.length > listed && (
        <li className="quiet">and {mixedUp.length - listed} more, in the table</li>
      )}
    </ul>
  );
}

function Counts(props: { confusion: Confusion; labels: readonly string[]; name: string }) {
  const { confusion, labels, name } = props;
  const { expected, said, counts } = confusion;
  return (
    <Scroll name={`What ${name} took for what`}>
      <table className="counts">
        <caption>
          Rows: what is expected. Columns: what {name} said. <Check /> marks what is right.
        </caption>
        <thead>
          <tr>
            <td />
            {said.map((label) => (
              <th key={label} scope="col">
                <span>{labels[label]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {expected.map((row, i) => (
            <tr key={row}>
              <th scope="row">{labels[row]}</th>
              {said.map((label, j) => (
                <td key={label} className={classOf(row === label, counts[i]![j]!)}>
                  {counts[i]![j] || <span className="quiet">0</span>}
                  {row === label && counts[i]![j]! > 0 && <Check />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function classOf(right: boolean, count: number): string | undefined {
  return right ? "right" : count > 0 ? "wrong" : undefined;
}
