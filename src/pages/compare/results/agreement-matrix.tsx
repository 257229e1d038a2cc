import type { CSSProperties } from "react";
import type { Column } from "../types.ts";
import { signed } from "../../shared/numbers.ts";
import type { Pair } from "./pairs.ts";
import { Scroll } from "./scroll.tsx";

/** Every pair of three models or more, each once; pressing one shows it below. */
export function AgreementMatrix(props: {
  columns: readonly Column[];
  pairs: readonly Pair[];
  chosen: Pair;
  choose: (pair: Pair) => void;
}) {
  const { columns, pairs, chosen, choose } = props;
  return (
    <Scroll name="Kendall’s tau-b of each pair">
      <table className="matrix">
        <caption className="unseen">Kendall’s tau-b of each two models</caption>
        <thead>
          <tr>
            <td />
            {columns.slice(0, -1).map(({ model }) => (
              <th key={model.id} scope="col">
                {model.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.slice(1).map((right, i) => (
            <tr key={right.model.id}>
              <th scope="row">{right.model.name}</th>
              {columns.slice(0, -1).map((left, j) => {
                const pair = pairs.find((each) => each.left === left && each.right === right);
                return (
                  <td key={left.model.id}>
                    {j <= i && pair && (
                      <PairButton
                        pair={pair}
                        pressed={pair === chosen}
                        press={() => choose(pair)}
                      />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function PairButton(props: { pair: Pair; pressed: boolean; press: () => void }) {
  const { pair, pressed, press } = props;
  const { kendallTau, topMatch, photos } = pair;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={press}
      style={{ "--share": Math.max(0, kendallTau ?? 0) } as CSSProperties}
    >
      <strong>{kendallTau === null ? "–" : signed(kendallTau)}</strong>
      <span>
        {topMatch === null
          ? "no photo in common"
          : `same best: ${Math.round(topMatch * photos)} of ${photos}`}
      </span>
    </button>
  );
}
