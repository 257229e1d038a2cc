import { useMemo, useState } from "react";
import type { Results } from "../types.ts";
import { AgreementMatrix } from "./agreement-matrix.tsx";
import { counted, percent, signed } from "../../shared/numbers.ts";
import { isScores, ranking } from "./judge.ts";
import { Named } from "./named.tsx";
import { inWords, type Pair, pairsOf, sameOrder } from "./pairs.ts";
import { Scroll } from "./scroll.tsx";

/** How far each two models agree about the order of the labels, and where they do least. */
export function AgreementTable({ results }: { results: Results }) {
  const { columns, labels } = results;
  const answered = useMemo(() => columns.filter(({ cells }) => cells.some(isScores)), [columns]);
  const pairs = useMemo(() => pairsOf(answered), [answered]);
  const [chosen, choose] = useState<string | null>(null);
  const pair = pairs.find((each) => keyOf(each) === chosen) ?? furthest(pairs);
  return (
    <section className="agreement" aria-labelledby="agreement-title">
      <h2 id="agreement-title">Agreement</h2>
      {labels.length < 2 ? (
        <p className="quiet">Agreement is about the order of labels: it takes two of them.</p>
      ) : !pair ? (
        <p className="quiet">Agreement takes two models that answered.</p>
      ) : (
        <>
          <p className="quiet">
            Kendall’s tau-b compares the order in which two models put the labels of a photo: 1 is
            the same order, 0 is no relation, −1 is the reverse. Only orders are compared, because
            the same cosine means something else to each model.
          </p>
          {pairs.length > 1 && (
            <AgreementMatrix
              columns={answered}
              pairs={pairs}
              chosen={pair}
              choose={(each) => choose(keyOf(each))}
            />
          )}
          <PairDetails pair={pair} results={results} />
        </>
      )}
    </section>
  );
}

function keyOf({ left, right }: Pair): string {
  return JSON.stringify([left.model.id, right.model.id]);
}

function furthest(pairs: readonly Pair[]): Pair | undefined {
  return pairs.toSorted((a, b) => (a.kendallTau ?? 1) - (b.kendallTau ?? 1))[0];
}

function PairDetails({ pair, results }: { pair: Pair; results: Results }) {
  const { left, right, kendallTau, topMatch, photos } = pair;
  const running = left.state === "RUNNING" || right.state === "RUNNING";
  return (
    <div className="pair">
      <h3>
        {left.model.name} <span className="quiet">and</span> {right.model.name}
      </h3>
      {topMatch === null ? (
        <p className="quiet">There is no photo that both answered{running && " so far"}.</p>
      ) : (
        <>
          <dl className="figures">
            <div>
              <dt>Kendall’s tau-b</dt>
              <dd>
                <strong>{kendallTau === null ? "–" : signed(kendallTau)}</strong>
                <span>
                  {kendallTau === null
                    ? "one of them gives all labels the same cosine"
                    : inWords(kendallTau)}
                </span>
              </dd>
            </div>
            {kendallTau !== null && (
              <div>
                <dt>Pairs of labels in the same order</dt>
                <dd>
                  <strong>{percent(sameOrder(kendallTau))}</strong>
                  <span>of all pairs; by chance 50 %</span>
                </dd>
              </div>
            )}
            <div>
              <dt>Same best label</dt>
              <dd>
                <strong>
                  {Math.round(topMatch * photos)} of {photos}
                </strong>
                <span>
                  {photos === results.photos.length
                    ? counted(photos, "photo")
                    : `photos that both answered${running ? " so far" : ""}`}
                </span>
              </dd>
            </div>
          </dl>
          <Apart pair={pair} results={results} />
        </>
      )}
    </div>
  );
}

function Apart({ pair: { left, right, apart }, results }: { pair: Pair; results: Results }) {
  if (apart.length === 0) {
    return null;
  }
  const best = (cells: Pair["left"]["cells"], photo: number) => {
    const cell = cells[photo];
    return isScores(cell) ? results.labels[ranking(cell)[0]!] : undefined;
  };
  return (
    <Scroll name="Where they differ most">
      <table className="apart">
        <caption>The photos on which they differ most</caption>
        <thead>
          <tr>
            <th scope="col">Photo</th>
            <th scope="col" className="number">
              tau-b
            </th>
            <th scope="col">{left.model.name} says</th>
            <th scope="col">{right.model.name} says</th>
          </tr>
        </thead>
        <tbody>
          {apart.map(({ photo, kendallTau }) => (
            <tr key={results.photos[photo]!.id}>
              <th scope="row">
                <Named photo={results.photos[photo]!} />
              </th>
              <td className="number">{signed(kendallTau)}</td>
              <td>{best(left.cells, photo)}</td>
              <td>{best(right.cells, photo)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
