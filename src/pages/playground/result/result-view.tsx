import { BarsView } from "./bars-view.tsx";
import { ColumnsView } from "./columns-view.tsx";
import type { Drawing } from "./drawings.ts";
import { HeatMapView } from "./heat-map-view.tsx";

/** The drawings of a result, each under the name that the query gave it. */
export function ResultView({ drawings }: { readonly drawings: readonly Drawing[] }) {
  return (
    <section className="result" aria-label="Result" tabIndex={0}>
      {drawings.map((drawing) => (
        <article key={drawing.key}>
          <header>
            <h3>{drawing.key}</h3>
            {"facts" in drawing && <p className="result-note">{drawing.facts}</p>}
          </header>
          <DrawingView drawing={drawing} />
        </article>
      ))}
    </section>
  );
}

function DrawingView({ drawing }: { readonly drawing: Drawing }) {
  switch (drawing.kind) {
    case "bars":
      return <BarsView drawing={drawing} />;
    case "columns":
      return <ColumnsView drawing={drawing} />;
    case "heat maps":
      return drawing.maps.map((map) => <HeatMapView key={map.title} map={map} />);
  }
}
