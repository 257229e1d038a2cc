import { useMemo } from "react";
import type { Results } from "../types.ts";
import { Star } from "./icons.tsx";
import { Scroll } from "./scroll.tsx";
import { type Fact, factsOf } from "./facts.ts";

/** What the models took, cost and are: one column per model. */
export function FactsTable({ results: { columns } }: { results: Results }) {
  const groups = useMemo(() => factsOf(columns), [columns]);
  return (
    <section className="facts" aria-labelledby="facts-title">
      <h2 id="facts-title">Speed, cost and facts</h2>
      <Scroll name="Facts of each model">
        <table>
          <thead>
            <tr>
              <td />
              {columns.map(({ model }) => (
                <th key={model.id} scope="col">
                  {model.name}
                  {model.name !== model.id && <small>{model.id}</small>}
                </th>
              ))}
            </tr>
          </thead>
          {groups.map(({ title, facts }) => (
            <tbody key={title}>
              <tr className="group">
                <th scope="rowgroup" colSpan={columns.length + 1}>
                  <span>{title}</span>
                </th>
              </tr>
              {facts.map((fact) => (
                <Row key={fact.name} fact={fact} />
              ))}
            </tbody>
          ))}
        </table>
      </Scroll>
      <p className="quiet">
        The time of a run has the labels in it and, the first time, the loading of the model. Prices
        are list prices and approximate. A local model costs no fee, but the machine that it runs
        on. Published results come from the sources named: compare within a row only.
      </p>
    </section>
  );
}

function Row({ fact: { name, values, winner, best } }: { fact: Fact }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map(({ text, note }, i) => (
        // A row has one cell per model, in their order.
        <td key={i}>
          {text}
          {best.includes(i) && (
            <span className="winner">
              <Star /> {winner}
            </span>
          )}
          {note && <small>{note}</small>}
        </td>
      ))}
    </tr>
  );
}
