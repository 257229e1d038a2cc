import { useCallback } from "react";
import type { Model, UnifiedEmbedder } from "parallax-client";
import { ExportBar } from "./export/export-bar.tsx";
import type { Photos } from "./photos/use-photos.ts";
import { AccuracyView } from "./results/accuracy.tsx";
import { AgreementTable } from "./results/agreement.tsx";
import { AnswersTable } from "./results/answers-table.tsx";
import { FactsTable } from "./results/facts-table.tsx";
import { HeatMaps } from "./results/heat-maps.tsx";
import { Plane } from "./results/plane.tsx";
import { embed } from "./run/embed.ts";
import type { Run } from "./run/use-run.ts";

interface ResultsViewProps {
  readonly client: UnifiedEmbedder;
  readonly run: Run;
  readonly stale: boolean;
  readonly photos: Photos;
}

/** All that is known of a comparison, from the answers to the facts about the models. */
export function ResultsView({ client, run, stale, photos }: ResultsViewProps) {
  const { results, retry } = run;
  const embedFor = useCallback(
    (model: Model, signal: AbortSignal) => {
      const templates = results?.columns.find((column) => column.model.id === model.id)?.templates;
      return embed(client, model, { photos: results!.photos, labels: results!.labels, templates: templates ?? [] }, signal);
    },
    [client, results],
  );
  if (!results) {
    return <Nothing />;
  }
  return (
    <div className="results">
      <AnswersTable results={results} stale={stale} onRetry={retry} onExpect={photos.expect} />
    </div>
  );
}

function Nothing() {
  return <p>Nothing yet</p>;
}
