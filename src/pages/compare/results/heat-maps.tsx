import { useId, useState } from "react";
import type { Results } from "../types.ts";
import { HeatMap } from "./heat-map.tsx";

/** One model's heat map at a time, or all of them beside one another, each on its own scale. */
export function HeatMaps({ results }: { results: Results }) {
  const { photos, labels, columns } = results;
  const [chosen, setChosen] = useState<string | null>(null);
  const [numbers, setNumbers] = useState(false);
  const group = useId();
  // What was chosen may be gone by the next run.
  const one = columns.find(({ model }) => model.id === chosen) ?? columns[0];
  const all = chosen === ALL && columns.length > 1;
  return (
    <div className="heat-maps">
      <p className="heat-why">
        Colours go from the lowest to the highest cosine of one model. Do not compare them between
        models: each spreads its cosines over a range of its own, so that the same number may be a
        good match for one and a poor one for the other.
      </p>
      <div className="heat-tools">
        {columns.length > 1 && (
          <fieldset>
            <legend className="unseen">Heat map of</legend>
            {[...columns.map(({ model }) => model), { id: ALL, name: "Side by side" }].map(
              (model) => (
                <label key={model.id}>
                  <input
                    type="radio"
                    name={group}
                    checked={all ? model.id === ALL : model.id === one?.model.id}
                    onChange={() => setChosen(model.id)}
                  />
                  <span>{model.name}</span>
                </label>
              ),
            )}
          </fieldset>
        )}
        <label>
          <input
            type="checkbox"
            checked={numbers}
            onChange={({ target }) => setNumbers(target.checked)}
          />
          Numbers in the cells
        </label>
      </div>
      <div className={all ? "heat-all" : undefined}>
        {columns
          .filter((column) => all || column === one)
          .map((column) => (
            <HeatMap
              key={`${column.model.id} ${all}`}
              column={column}
              photos={photos}
              labels={labels}
              numbers={numbers}
            />
          ))}
      </div>
    </div>
  );
}

/** No model's id: those have a slash or letters. */
const ALL = "*";
