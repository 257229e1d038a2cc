import { type Gallery, numberGallery, tellApart, vectorGallery, type Verdict } from "./gallery.ts";
import type { GoodImage } from "./inputs.ts";

/** What a calm gateway made of inputs that it was given one at a time. */
export interface Reference {
  readonly model: string;
  /** How often it is asked, beside the others. */
  readonly share: number;
  readonly texts: readonly string[];
  readonly textRows: ReturnType<typeof vectorGallery>;
  readonly images: readonly GoodImage[];
  readonly imageRows: ReturnType<typeof vectorGallery>;
  readonly labelSets: readonly LabelSet[];
}

export interface LabelSet {
  readonly labels: readonly string[];
  readonly templates: readonly string[] | null;
  readonly rows: Gallery<Classification>;
}

export interface Classification {
  readonly best: { readonly label: string };
  readonly labels: readonly {
    readonly label: string;
    readonly score: number;
    readonly similarity: number;
  }[];
}

/** What the catalog, the router and the limits say, as JSON. */
export type Facts = string;

export const factsQuery = `{
  limits { maxInputs }
  models { id space dimensions }
  route(input: { language: "en", cloud: false }) { recommended { id } }
}`;

export async function askFacts(url: string): Promise<Facts> {
  return JSON.stringify(await ask(url, factsQuery, {}));
}

const labelSets = [
  { labels: ["cat", "dog", "a red car", "the sea", "night", "a face"], templates: null },
  { labels: ["green", "violet", "stripes"], templates: ["{label}", "a photo of {label}."] },
] as const;

/** Kernels round by the batch; a softmax at scale 100 shows it. */
const similarityTolerance = 0.003;
const scoreTolerance = 0.1;

export async function makeReference(
  url: string,
  { model, share }: Pick<Reference, "model" | "share">,
  inputs: {
    readonly texts: readonly string[];
    readonly images: readonly GoodImage[];
    readonly scores: boolean;
  },
): Promise<Reference> {
  const texts = await oneByOne(
    inputs.texts,
    (text) => text,
    async (text) => {
      const query = `query ($text: String!, $model: ID) { embedText(text: $text, model: $model) { base64 } }`;
      return (await ask(url, query, { text, model })).embedText.base64 as string;
    },
  );
  const images = await oneByOne(
    inputs.images,
    ({ id }) => id,
    async ({ base64 }) => {
      const query = `query ($image: ImageInput!, $model: ID) { embedImage(image: $image, model: $model) { base64 } }`;
      return (await ask(url, query, { image: { base64 }, model })).embedImage.base64 as string;
    },
  );
  const textRows = tellApart(texts);
  const imageRows = tellApart(images);
  const usable = inputs.images.filter(({ id }) => imageRows.has(id));
  const sets: LabelSet[] = [];
  for (const set of inputs.scores ? labelSets : []) {
    const rows = await oneByOne(
      usable,
      ({ id }) => id,
      ({ base64 }) => classify(url, { model, image: { base64 }, ...set }),
    );
    sets.push({ ...set, rows: classificationGallery(rows, set.labels) });
  }
  return {
    model,
    share,
    texts: [...textRows.keys()],
    textRows: vectorGallery(textRows),
    images: usable,
    imageRows: vectorGallery(imageRows),
    labelSets: sets,
  };
}

async function oneByOne<T, Row>(
  inputs: readonly T[],
  idOf: (input: T) => string,
  embed: (input: T) => Promise<Row>,
): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for (const input of inputs) {
    rows.set(idOf(input), await embed(input));
  }
  return rows;
}

async function classify(url: string, variables: object): Promise<Classification> {
  const query = `query ($image: ImageInput!, $labels: [String!]!, $templates: [String!], $model: ID) {
    classify(image: $image, labels: $labels, templates: $templates, model: $model) {
      best { label } labels { label score similarity }
    }
  }`;
  return (await ask(url, query, variables)).classify as Classification;
}

/** The similarities say whose row it is; then labels, scores and their order must be right, too. */
export function classificationGallery(
  references: ReadonlyMap<string, Classification>,
  labels: readonly string[],
): Gallery<Classification> {
  const byLabel = ({ labels: scored }: Classification) =>
    labels.map((label) => scored.find((each) => each.label === label));
  const similarities = (row: Classification) =>
    byLabel(row).map((scored) => scored?.similarity ?? NaN);
  const whose = numberGallery(
    [...references.keys()],
    (id) => similarities(references.get(id)!),
    similarityTolerance,
  );
  return {
    verdict(id, row): Verdict {
      const verdict = whose.verdict(id, similarities(row));
      if (verdict !== "right") {
        return verdict;
      }
      const expected = byLabel(references.get(id)!);
      const isScored = byLabel(row).every(
        (scored, i) => Math.abs(scored!.score - expected[i]!.score) <= scoreTolerance,
      );
      const isSorted = row.labels.every(
        ({ score }, i) => i === 0 || score <= row.labels[i - 1]!.score,
      );
      const isBest = row.best.label === row.labels[0]!.label;
      return isScored && isSorted && isBest ? "right" : "wrong";
    },
  };
}

async function ask(url: string, query: string, variables: object): Promise<any> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors) {
    throw new Error(`A calm gateway refused: ${JSON.stringify(errors)}`);
  }
  return data;
}
