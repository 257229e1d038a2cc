import type { GraphQLFormattedError } from "graphql";
import { columnsOf, table } from "./table.ts";
import type { Compared, ComparedImage, ComparedModel } from "./compare-query.ts";

export interface Comparison extends Compared {
  readonly images: readonly string[];
  readonly texts: readonly string[];
  readonly errors: readonly GraphQLFormattedError[];
}

/** A comparison for a person: a table for each image, then the models, then how far they agree. */
export function compareText(comparison: Comparison, columns: number): string {
  const names = namesIn(comparison, columns);
  const parts = [
    ...comparison.images.map((image, i) => `${image}\n${imageTable(comparison, i, names)}`),
    modelTable(comparison, names),
    agreementTable(comparison),
    problems(comparison, names),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

/** Rows are texts, columns are models: the score and the rank. */
function imageTable({ results, texts }: Comparison, image: number, names: readonly string[]) {
  const answers = results.map(({ classifications }) => classifications?.[image]);
  const rows = texts.map((text) => [text, ...answers.map((answer) => cell(answer, text))]);
  return table([["", ...names], ...rows], [undefined, ...names.map(() => "right" as const)]);
}

function cell(answer: ComparedImage | null | undefined, text: string): string {
  const rank = answer?.labels.findIndex(({ label }) => label === text) ?? -1;
  const score = answer?.labels[rank]?.score;
  return score === undefined ? "–" : `${score.toFixed(4)} #${rank + 1}`;
}

function modelTable({ results }: Comparison, names: readonly string[]): string {
  const rows = results.map((result, i) => [
    result.model.id === names[i] ? names[i] : `${names[i]} ${result.model.id}`,
    activationOf(result),
    result.dimensions === null ? "" : String(result.dimensions),
    result.latencyMs === null ? "" : `${Math.round(result.latencyMs)} ms`,
    result.costUsd === null ? "" : cost(result.costUsd),
  ]);
  const header = ["model", "scores", "dims", "latency", "cost"];
  return table([header, ...rows], [undefined, undefined, "right", "right", "right"]);
}

function agreementTable({ agreement }: Comparison): string {
  if (agreement.length === 0) {
    return "";
  }
  const rows = agreement.map(({ left, right, kendallTau, topMatch }) => [
    `${left.id} and ${right.id}`,
    kendallTau === null ? "–" : kendallTau.toFixed(2),
    topMatch === null ? "–" : `${Math.round(topMatch * 100)} %`,
  ]);
  const header = ["agreement on the order of the texts", "tau-b", "same best text"];
  return table([header, ...rows], [undefined, "right", "right"]);
}

/** Whole models that failed, and single images. */
function problems({ results, images, errors }: Comparison, names: readonly string[]): string {
  const ofModels = results.flatMap(({ error, model }, i) => {
    if (!error) {
      return [];
    }
    const said = error.message.startsWith(model.id) ? "" : `${names[i]}: `;
    return [`${said}${error.message} (${error.code})`];
  });
  const ofImages = errors.map(({ path = [], message }) => {
    const [, , model, field, image] = path;
    const where = field === "classifications" ? ` ${images[Number(image)]}:` : "";
    return `${names[Number(model)] ?? "comparison"}:${where} ${message}`;
  });
  return [...new Set([...ofModels, ...ofImages])].map((line) => `${line}\n`).join("");
}

/** Ids, or numbers where the ids side by side would not fit. */
function namesIn({ results, texts }: Comparison, columns: number): string[] {
  const ids = results.map(({ model }) => model.id);
  const needed = [...ids.map((id) => Math.max(10, id.length)), longest(texts)];
  const width = needed.reduce((sum, name) => sum + name + 2, -2);
  return width <= columns ? ids : ids.map((_, i) => `[${i + 1}]`);
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(columnsOf));
}

function activationOf({ classifications }: ComparedModel): string {
  return classifications?.find((answer) => answer)?.activation.toLowerCase() ?? "failed";
}

function cost(usd: number): string {
  return usd === 0 ? "free" : `$${usd.toPrecision(2)}`;
}
