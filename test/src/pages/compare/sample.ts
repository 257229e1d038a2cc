import type { Model } from "parallax-client";
import type {
  Cell,
  Column,
  Photo,
  Problem,
  Results,
  Scores,
} from "../../../../src/pages/compare/types.ts";

/** A local model of which little is known. */
export function sampleModel(facts: Partial<Model> = {}): Model {
  return {
    id: "test/model",
    aliases: [],
    name: "Test model",
    family: "test",
    provider: "onnx",
    hosting: "LOCAL",
    space: "test",
    modalities: ["TEXT", "IMAGE"],
    video: "FRAMES",
    multilingual: false,
    languages: ["en"],
    dimensions: 4,
    supportedDimensions: [4],
    parameters: null,
    gflops: null,
    sizeBytes: null,
    revision: null,
    maxTextTokens: null,
    imageSize: null,
    activation: "COSINE",
    logitScale: null,
    logitBias: null,
    defaultTemplates: ["{label}"],
    openSource: true,
    license: null,
    commercialUse: null,
    trainingData: null,
    useCases: [],
    pricing: [],
    benchmarks: [],
    availability: { status: "READY", reason: null, howToEnable: null, progress: null },
    latency: [],
    expectedLatency: null,
    ...facts,
  };
}

export function photo(name: string, facts: Partial<Photo> = {}): Photo {
  return { id: name, name, source: new Blob([name]), thumbnail: null, expected: null, ...facts };
}

/** Of a model whose scores are its cosines. */
export function cosines(...values: number[]): Scores {
  const similarities = Float32Array.from(values);
  return { scores: similarities, similarities };
}

export const tooLarge: Problem = {
  code: "TOO_LARGE",
  message: 'photo "a", is too large',
  retryable: false,
};

export function column(cells: readonly (Cell | undefined)[], facts: Partial<Column> = {}): Column {
  const model = facts.model ?? sampleModel();
  return {
    model,
    activation: model.activation,
    templates: model.defaultTemplates,
    state: "DONE",
    cells,
    problem: null,
    latencyMs: 0,
    computed: 0,
    batchSize: null,
    costUsd: 0,
    ...facts,
  };
}

export function results(
  photos: readonly Photo[],
  labels: readonly string[],
  columns: readonly Column[],
): Results {
  return { photos, labels, columns };
}
