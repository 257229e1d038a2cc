import { useCallback } from "react";
import type { Model, UnifiedEmbedder } from "parallax-client";
import { ExportBar } from "./export/export-bar.tsx";
import type { Photos } from "./photos/use-photos.ts";
import { AccuracyView } from "./results/accuracy-view.tsx";
import { Boundary } from "./results/boundary.tsx";
import { AgreementTable } from "./results/agreement.tsx";
import { AnswersTable } from "./results/answers-table.tsx";
import { FactsTable } from "./results/facts-table.tsx";
import { Mark } from "./results/mark.tsx";
import { HeatMaps } from "./results/heat-maps.tsx";
import { Plane } from "./results/plane.tsx";
import { embed } from "./run/embed.ts";
import type { Run } from "./run/use-run.ts";

interface ResultsViewProps {
  readonly client: UnifiedEmbedder;
  /** Whether the server has asked for a key. */
  readonly keyed: boolean;
  readonly run: Run;
  /** Whether the inputs have changed since. */
  readonly stale: boolean;
  readonly photos: Photos;
  /** How many files the server takes in one request. */
  readonly maxFiles: number;
  /** The address of this page with its settings. */
  readonly link: () => string;
}

/** All that is known of a comparison, from the answers to the facts about the models. */
export function ResultsView(props: ResultsViewProps) {
  const { client, keyed, run, stale, photos, maxFiles, link } = props;
  const { inputs, results } = run;
  const embedWith = useCallback(
    (model: Model, signal: AbortSignal) =>
      inputs
        ? embed(client, model, inputs, signal)
        : Promise.reject(new Error("There is no comparison yet.")),
    [client, inputs],
  );
  const expect = useCallback(
    (id: string, label: string | null) => {
      photos.expect(id, label);
      run.expect(id, label);
    },
    [photos.expect, run.expect],
  );
  if (!results) {
    return <BeforeTheFirst />;
  }
  const parts = [
    {
      name: "Answers",
      content: (
        <>
          <h2>Answers</h2>
          <AnswersTable results={results} onRetry={run.retry} onExpect={expect} />
        </>
      ),
    },
    {
      name: "Heat maps",
      content: (
        <>
          <h2>Heat maps</h2>
          <HeatMaps results={results} />
        </>
      ),
    },
    { name: "Agreement", content: <AgreementTable results={results} /> },
    { name: "Accuracy", content: <AccuracyView results={results} /> },
    { name: "Speed and cost", content: <FactsTable results={results} /> },
    {
      name: "Plane",
      content: (
        <Plane
          models={results.columns.map(({ model }) => model)}
          photos={results.photos}
          labels={results.labels}
          templates={inputs?.templates ?? null}
          embed={embedWith}
        />
      ),
    },
    {
      name: "Export",
      content: (
        <ExportBar
          results={results}
          templates={inputs?.templates ?? null}
          maxFiles={maxFiles}
          keyed={keyed}
          link={link}
        />
      ),
    },
  ];
  return (
    <div className="results">
      {stale && (
        <div className="stale-note">
          <Mark kind="STALE">Out of date: the inputs have changed since. Compare again.</Mark>
        </div>
      )}
      <p className="on-paper">
        Compared on {new Date().toLocaleDateString("en", { dateStyle: "long" })}, with{" "}
        {inputs?.templates
          ? `the templates ${inputs.templates.join(", ")}`
          : "each model’s own templates"}
        .
      </p>
      <PartsNav names={parts.map(({ name }) => name)} />
      {parts.map(({ name, content }) => (
        <section key={name} data-part={name}>
          <Boundary name={`“${name}”`} results={results}>
            {content}
          </Boundary>
        </section>
      ))}
    </div>
  );
}

/** Buttons, because the address' fragment is taken by the settings. */
function PartsNav({ names }: { names: readonly string[] }) {
  return (
    <nav className="parts" aria-label="Parts of this comparison">
      {names.map((name) => (
        <button
          key={name}
          type="button"
          onClick={({ currentTarget }) =>
            currentTarget
              .closest(".results")
              ?.querySelector(`[data-part="${name}"]`)
              ?.scrollIntoView({ block: "start" })
          }
        >
          {name}
        </button>
      ))}
    </nav>
  );
}

function BeforeTheFirst() {
  return (
    <div className="results before">
      <p>
        <strong>What each model sees in each photo will stand here:</strong> its best labels, where
        the models disagree, where no label fits, and what each model takes in time and money.
      </p>
    </div>
  );
}
