import type { Latency } from "./latency-estimate.ts";
import type { Selection } from "./fallback.ts";
import type { Availability, Modality, Model, Priority, RouteTask } from "../model.ts";

/** What the caller knows. What is null or left out is detected, or taken from the server. */
export interface Needs {
  readonly language?: string | null;
  /** To detect the language from. */
  readonly texts?: readonly string[] | null;
  readonly modalities?: readonly Modality[] | null;
  readonly priority?: Priority | null;
  readonly task?: RouteTask | null;
  /** true: the licence must allow it. false: models for research only may be taken, too. */
  readonly commercialUse?: boolean | null;
  readonly maxLatencyMs?: number | null;
  readonly cloud?: boolean | null;
  readonly gcp?: boolean | null;
  readonly fallback?: boolean | null;
  /** May a model of another space be taken where `fallback` is not said? Default: yes. */
  readonly anySpace?: boolean;
}

/** What the server knows at this moment. */
export interface World {
  readonly models: readonly Model[];
  /** May the caller use it? All of them when left out. */
  covers?(model: Model): boolean;
  availability(model: Model): Availability;
  /** Of one input. */
  expectedLatency(model: Model): Latency;
  readonly cloud: "auto" | "on" | "off";
  /** Of a cloud model that the caller may use. */
  readonly hasCloudCredentials: boolean;
  /** Can this server sample frames from a video, and cut it into clips? Default: yes. */
  readonly samplesFrames?: boolean;
  /** Is its video cut into clips here? No model's when left out. */
  takesClips?(model: Model): boolean;
}

export interface Step {
  readonly question: string;
  readonly answer: string;
  readonly reason: string;
}

export interface Route extends Selection {
  /** Where the tree ends. */
  readonly recommended: Model;
  readonly language: string;
  readonly steps: readonly Step[];
  /** Other models that satisfy the same needs, best first. */
  readonly alternatives: readonly Model[];
}

/** By what a query picks its model: a name, or what the router should know; else the default. */
export interface ModelChoice {
  /** Id or alias. */
  readonly model?: string | null;
  readonly route?: Omit<Needs, "texts" | "anySpace"> | null;
  /** Of the texts; that of the route where it is left out. */
  readonly language?: string | null;
  /** Of the vectors that are asked for. */
  readonly dimensions?: number | null;
}

/** What the chosen model is needed for. */
export interface Task {
  readonly modalities: readonly Modality[];
  /** What the router optimises for where the caller does not say. */
  readonly kind?: RouteTask;
  /** Texts whose language the router may detect. */
  readonly texts?: readonly string[];
  /** May a model of another space answer when the router's is not available? */
  readonly anySpace: boolean;
  /** The router chooses among models of this space alone. */
  readonly space?: string;
  /** No fallback at all, not even within the space. */
  readonly exact?: boolean;
}

export interface Choice {
  readonly model: Model;
  /** Null when the caller named the model or took the default. */
  readonly route: Route | null;
  /** Of the texts, where the caller says it: a BCP 47 tag. */
  readonly language?: string;
}
