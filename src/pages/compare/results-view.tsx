import type { UnifiedEmbedder } from "parallax-client";
import type { Photos } from "./photos/use-photos.ts";
import type { Run } from "./run/use-run.ts";

interface ResultsViewProps {
  readonly client: UnifiedEmbedder;
  readonly run: Run;
  readonly stale: boolean;
  readonly photos: Photos;
}

export function ResultsView({ run }: ResultsViewProps) {
  return <pre>{JSON.stringify(run.results, null, 1)}</pre>;
}
