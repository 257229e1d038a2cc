import { useEffect, useMemo } from "react";
import type { Model, UnifiedEmbedder } from "parallax-client";
import type { Session } from "../shared/key/session.ts";
import { useSession } from "../shared/key/use-session.ts";
import { LabelsInput } from "./inputs/labels-input.tsx";
import { ModelsInput } from "./inputs/models-input.tsx";
import { PhotosInput } from "./inputs/photos-input.tsx";
import { ScoringInput } from "./inputs/scoring-input.tsx";
import { StartButton } from "./inputs/start-button.tsx";
import { whatIsMissing } from "./inputs/what-is-missing.ts";
import { readLabels } from "./labels.ts";
import { usePhotos } from "./photos/use-photos.ts";
import { ResultsView } from "./results-view.tsx";
import { type Inputs, useRun } from "./run/use-run.ts";
import { isStale } from "./run/stale.ts";
import { useStart } from "./run/use-start.ts";
import { readTemplates } from "./templates.ts";
import { toFragment } from "./settings.ts";
import { useCatalog } from "./use-catalog.ts";
import { useExamples } from "./use-examples.ts";
import { useSettings } from "./use-settings.ts";

/** Photos, labels and models on one side, what comes of them on the other. */
export function ComparePage({ client, session }: { client: UnifiedEmbedder; session: Session }) {
  const { key, asked } = useSession(session);
  const keyed = key !== null || asked;
  const catalog = useCatalog(client, key);
  const [settings, change] = useSettings();
  const photos = usePhotos(catalog.limits?.maxImageBytes);
  const loadExamples = useExamples(photos, settings, change);

  const models = catalog.models ?? noModels;
  const picked = settings.models ?? noPicks;
  // Once, so that they are in the page's address, too, and stay what they are.
  useEffect(() => {
    if (settings.models === null && catalog.models) {
      change({ models: firstPicks(catalog.models) });
    }
  }, [settings.models, catalog.models, change]);
  const { labels } = useMemo(() => readLabels(settings.labels), [settings.labels]);
  const { templates, problem } = useMemo(
    () => readTemplates(settings.templates),
    [settings.templates],
  );
  const inputs: Inputs = {
    photos: photos.photos,
    labels,
    models: picked.flatMap((id) => models.find((model) => model.id === id) ?? []),
    templates,
  };
  const run = useRun({
    client,
    limits: catalog.limits ?? unlimited,
    downloaded: catalog.downloaded,
    models,
    photos: photos.photos,
    activation: settings.activation,
  });
  const missing = problem ?? whatIsMissing(inputs, catalog.limits?.maxLabels);
  const { start, startWhenReady } = useStart(run, inputs, missing);

  // What models take was measured meanwhile.
  const { refresh } = catalog;
  const done = run.inputs !== null && !run.running;
  useEffect(() => (done ? refresh() : undefined), [done, refresh]);

  const folders = useMemo(
    () => [...new Set(photos.photos.flatMap(({ expected }) => expected ?? []))],
    [photos.photos],
  );

  return (
    <div className="layout">
      <Title />
      <div className="inputs">
        <div className="fields">
          <PhotosInput
            photos={photos}
            loadExamples={() => {
              loadExamples();
              startWhenReady();
            }}
          />
          <LabelsInput
            text={settings.labels}
            change={(text) => change({ labels: text })}
            folders={folders}
            most={catalog.limits?.maxLabels}
          />
          {catalog.problem ? (
            <p className="notices" role="alert">
              The server’s models cannot be listed: {catalog.problem.message}{" "}
              <button type="button" onClick={catalog.reload}>
                Try again
              </button>
            </p>
          ) : (
            <ModelsInput
              models={catalog.models}
              keyed={keyed}
              picked={picked}
              pick={(ids) => change({ models: ids })}
            />
          )}
          <ScoringInput
            settings={settings}
            change={change}
            models={inputs.models}
            problem={problem}
          />
        </div>
        <StartButton inputs={inputs} missing={missing} run={run} start={start} />
      </div>
      <ResultsView
        client={client}
        keyed={keyed}
        run={run}
        stale={isStale(run.inputs, inputs)}
        photos={photos}
        maxFiles={catalog.limits?.maxFiles ?? Infinity}
        link={() => new URL(toFragment(settings) || "#", location.href).href}
      />
    </div>
  );
}

function Title() {
  return (
    <header className="title">
      <h1>Compare models on your own photos</h1>
      <p className="lead">
        The same photos and words through several models, side by side. Your photos go to this
        server and to the models that you pick, and are kept nowhere but in this browser.
      </p>
    </header>
  );
}

const noModels: readonly Model[] = [];
const noPicks: readonly string[] = [];
const unlimited = { maxFiles: Infinity, maxInputs: Infinity, maxUploadBytes: Infinity };

/** Those that can be used at once. */
function firstPicks(models: readonly Model[]): readonly string[] {
  return models
    .filter(({ availability, hosting }) => availability.status === "READY" && hosting === "LOCAL")
    .slice(0, 2)
    .map(({ id }) => id);
}
