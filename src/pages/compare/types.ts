import type { Activation, Model } from "parallax-client";

/** One photo of the visitor's. */
export interface Photo {
  /** Unique on this page, also among photos with the same name. */
  readonly id: string;
  /** The file's name, or the URL's last part. */
  readonly name: string;
  /** The file, or the URL that the server fetches. */
  readonly source: Blob | string;
  /** For `<img src>`; null where the browser has no bytes of it, or cannot show them. */
  readonly thumbnail: string | null;
  /** The label that is right for it, as the visitor says; it may be none of the labels. */
  readonly expected: string | null;
}

/** What went wrong with one photo or one model, in the server's words. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** What one model makes of one photo: one number per label, in the order of the labels. */
export interface Scores {
  /** By the activation of the column. */
  readonly scores: Float32Array;
  /** Cosines, templates applied: what the scores are made of. */
  readonly similarities: Float32Array;
}

export type Cell = Scores | Problem;

export function isProblem(cell: Cell): cell is Problem {
  return "code" in cell;
}

/** One model's answers. */
export interface Column {
  readonly model: Model;
  /** How the scores were made: the model's own activation, or the one that the visitor chose. */
  readonly activation: Activation;
  readonly templates: readonly string[];
  readonly state: "RUNNING" | "DONE" | "STOPPED";
  /** One per photo, in order; undefined while there is no answer yet. */
  readonly cells: readonly (Cell | undefined)[];
  /** Why the model as a whole gave no answer; null if it did or still may. */
  readonly problem: Problem | null;
  /** Milliseconds that the server took for what is answered, without the way to it. */
  readonly latencyMs: number;
  /** How many photos went through the model in this run: the server still knew the others. */
  readonly computed: number;
  /** Mean number of photos that shared a pass, over those; null if there are none. */
  readonly batchSize: number | null;
  /** US dollars by list prices, for what is answered and for the labels. */
  readonly costUsd: number;
}

/** What the page shows: the inputs as they were sent, and one column per model. */
export interface Results {
  readonly photos: readonly Photo[];
  readonly labels: readonly string[];
  readonly columns: readonly Column[];
}
