import type { Activation, AvailabilityStatus, Hosting, LatencySource, Modality, VideoSupport } from "./operations.ts";
/** A model of the catalog: what it is, what it takes, and whether it can be used now. */
export interface Model {
  /** Unique name, which the `model` argument of every query accepts. */
  readonly id: string;
  /** Other names that are accepted in place of the id. */
  readonly aliases: ReadonlyArray<string>;
  /** A short title to show to people. */
  readonly name: string;
  /** The group of related models it belongs to, such as CLIP or SigLIP. */
  readonly family: string;
  /** What runs the model, such as onnx, cohere or vertex. */
  readonly provider: string;
  /** Whether the model runs on this server or at a provider's API. */
  readonly hosting: Hosting;
  /** Id of its vector space. Two vectors can be compared only if both their spaces and their dimensions are the same. */
  readonly space: string;
  /** The kinds of input that the model takes natively. VIDEO is not among them if it takes video by frames: see `video`. */
  readonly modalities: ReadonlyArray<Modality>;
  /** Whether and how the model takes video. */
  readonly video: VideoSupport;
  /** True if the model is made for several languages, not for English alone. */
  readonly multilingual: boolean;
  /** BCP 47 tags of the languages that the model understands. For models of 100 or more languages, only the documented or measured ones. Empty if unknown. */
  readonly languages: ReadonlyArray<string>;
  /** Full length of the model's vectors. */
  readonly dimensions: number;
  /** Every vector length that can be asked for. The full length is among them. */
  readonly supportedDimensions: ReadonlyArray<number>;
  /** How many trained weights the model has. Null if unknown. A Float, because billions do not fit an Int. */
  readonly parameters: number | null;
  /** Work for one text and one image together, in GFLOPs (billions of operations). Null if unknown. */
  readonly gflops: number | null;
  /** Size of the weights in bytes, whether they are on disk or still to be downloaded. Null for cloud models, and if unknown. */
  readonly sizeBytes: number | null;
  /** Commit of the Hugging Face repository that the weights are pinned to. Null if they are not pinned. */
  readonly revision: string | null;
  /** How many tokens of a text the model reads. The rest is cut. Null if unknown. */
  readonly maxTextTokens: number | null;
  /** Side of the square image that the model sees, in pixels. Null if unknown. */
  readonly imageSize: number | null;
  /** How `classify` and `similarity` turn the model's cosines into scores. */
  readonly activation: Activation;
  /** What cosines are multiplied with on the way to a score. Null if the model publishes none. */
  readonly logitScale: number | null;
  /** What is added after that. Null if the model publishes none. */
  readonly logitBias: number | null;
  /** The templates that `classify` uses when a query gives none. */
  readonly defaultTemplates: ReadonlyArray<string>;
  /** True if the weights are published under an open licence. */
  readonly openSource: boolean;
  /** Licence of the model, such as MIT or Apache-2.0. Null if unknown. */
  readonly license: string | null;
  /** May its output be used commercially? Null where the licence does not say. */
  readonly commercialUse: boolean | null;
  /** What the model was trained on, in words. Null if unknown. */
  readonly trainingData: string | null;
  /** What the model is a good choice for, such as "low latency" or "multilingual". */
  readonly useCases: ReadonlyArray<string>;
  /** Approximate list prices. Empty for local models, which cost only compute. */
  readonly pricing: ReadonlyArray<{
    /** The kind of input that the price is for. */
    readonly modality: Modality;
    /** What `usd` pays for, such as "1K embeddings" or "second". */
    readonly unit: string;
    /** Price of one unit in US dollars. If the price is a range, its lower end. */
    readonly usd: number;
    /** Upper end of the price in US dollars. Null if the price is not a range. */
    readonly usdMax: number | null;
    /** When the price applies, or how it was estimated. Null if there is nothing to add. */
    readonly note: string | null;
  }>;
  /** Published or measured results. Empty if there are none. */
  readonly benchmarks: ReadonlyArray<{
    /** The test data, such as ImageNet-1k. */
    readonly dataset: string;
    /** What was measured, with its unit, such as "zero-shot top-1 accuracy, %". */
    readonly metric: string;
    /** The figure, in the unit that `metric` names. */
    readonly value: number;
    /** Where the figure comes from. */
    readonly source: string;
  }>;
  /** Whether the model can be used now, and what to do if it cannot. */
  readonly availability: {
    /** READY if the model can be used now. Otherwise, what is missing. */
    readonly status: AvailabilityStatus;
    /** Why the model cannot be used, in words. Null when it is READY. */
    readonly reason: string | null;
    /** What to type, set or wait for to make the model READY. Null when it is READY, or when you can only wait. */
    readonly howToEnable: string | null;
    /** How much is downloaded, from 0 to 1. Null unless the status is DOWNLOADING. */
    readonly progress: number | null;
  };
  /** How fast the model is on this server: one entry per kind of input that it has embedded. Empty before the first use. */
  readonly latency: ReadonlyArray<{
    /** The kind of input that was timed. */
    readonly modality: Modality;
    /** How many inputs were timed: since the server started, or by all that share a store. */
    readonly count: number;
    /** Median of the latest inputs, in milliseconds. Reading the input and waiting for the model are included. */
    readonly p50Ms: number;
    /** 95 % of the latest inputs took no longer than this, in milliseconds. */
    readonly p95Ms: number;
    /** How many inputs shared one forward pass or provider call, as a mean over the latest inputs. */
    readonly meanBatchSize: number;
  }>;
  /** How fast the model will probably be on this server. Null if nothing is known. */
  readonly expectedLatency: {
    /** For the slower of one text and one image, in milliseconds, without waiting. */
    readonly ms: number;
    /** How the figure is known. */
    readonly source: LatencySource;
  } | null;
}

/** One image scored against labels that the model was never trained on (zero-shot). */
export interface Classification {
  /** The model that scored the labels. */
  readonly model: {
    /** Unique name, which the `model` argument of every query accepts. */
    readonly id: string;
  };
  /** How the cosines became scores. */
  readonly activation: Activation;
  /** The templates that were used. Lists such as `@imagenet80` are written out in full. */
  readonly templates: ReadonlyArray<string>;
  /** The labels with their scores, best first: all of them, or the first `topK`. */
  readonly labels: ReadonlyArray<{
    /** One of the labels that the query gave. */
    readonly label: string;
    /** How well the label fits. With SOFTMAX and SIGMOID, a probability from 0 to 1. With COSINE, the same as `similarity`. */
    readonly score: number;
    /** Cosine between the image and the label, from -1 to 1. If there are several templates, their mean vector stands for the label. */
    readonly similarity: number;
  }>;
  /** The label with the highest score, which is the first of `labels`. */
  readonly best: {
    /** One of the labels that the query gave. */
    readonly label: string;
    /** How well the label fits. With SOFTMAX and SIGMOID, a probability from 0 to 1. With COSINE, the same as `similarity`. */
    readonly score: number;
    /** Cosine between the image and the label, from -1 to 1. If there are several templates, their mean vector stands for the label. */
    readonly similarity: number;
  };
  /** How long this image and the labels took. */
  readonly timing: {
    /** Milliseconds from the start of the query to this result. */
    readonly totalMs: number;
    /** Milliseconds of waiting for a pass to start. */
    readonly queueMs: number;
    /** Milliseconds of the pass, which all its inputs share. 0 if cached. */
    readonly computeMs: number;
    /** How many inputs the pass had. 0 if cached. */
    readonly batchSize: number;
    /** True if the result came from the server's cache. If it needs several embeddings, all of them did. */
    readonly cached: boolean;
  };
}

/** Which model the router chose, and why. */
export interface Route {
  /** The model that fits best, whether it is available or not. */
  readonly recommended: Model;
  /** The model that is used now: `recommended` if it is available, otherwise a fallback. It is `recommended` again when there is no fallback. */
  readonly selected: Model;
  /** True if `selected` is another model than `recommended`. */
  readonly fallback: boolean;
  /** How the router came to its choice: one step per question, in order. */
  readonly steps: ReadonlyArray<{
    /** What the router asked, such as "May a cloud API be used?". */
    readonly question: string;
    /** What it found, in words, and how it knows. */
    readonly answer: string;
    /** What follows from the answer, and why. */
    readonly reason: string;
  }>;
  /** Other models that meet the same needs: those available now first, each group best first. */
  readonly alternatives: ReadonlyArray<Model>;
}

/** The most that this server accepts. */
export interface Limits {
  /** Largest number of items in one list of images or texts. */
  readonly maxInputs: number;
  /** Largest number of labels in one classification. */
  readonly maxLabels: number;
  /** Largest number of characters in one text, and in one prompt: a template with its label. */
  readonly maxTextChars: number;
  /** Largest cost of one operation, in inputs: images and texts, times templates, times models. */
  readonly maxCost: number;
  /** Largest JSON request, in bytes. */
  readonly maxBodyBytes: number;
  /** Largest number of files in one multipart request. */
  readonly maxFiles: number;
  /** Largest multipart request with all its files, in bytes. */
  readonly maxUploadBytes: number;
  /** Largest answer, in bytes. Its size is estimated before the request runs. */
  readonly maxAnswerBytes: number;
  /** Largest image file, in bytes. */
  readonly maxImageBytes: number;
  /** Largest image, in pixels: its width times its height. */
  readonly maxImagePixels: number;
  /** Largest video file, in bytes. */
  readonly maxVideoBytes: number;
  /** Longest time that one request may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Who sends this request: what it may use, and what it has used. */
export interface Caller {
  /** Name of the caller's key. Null for a caller without a key. */
  readonly name: string | null;
  /** The models that the caller may use. */
  readonly models: ReadonlyArray<{
    /** Unique name, which the `model` argument of every query accepts. */
    readonly id: string;
  }>;
  /** The caller's points. Null if they are not limited. */
  readonly points: {
    /** How many the caller has in one hour. */
    readonly limit: number;
    /** How many of them are used. Requests under way count. */
    readonly used: number;
    /** How many are left. */
    readonly remaining: number;
    /** When all of them are there again, in milliseconds since 1970 UTC. */
    readonly resetAt: number;
  } | null;
  /** What the caller has spent on cloud models since midnight UTC, in US dollars: an estimate from list prices. */
  readonly costUsd: number;
  /** The most that the caller may spend on cloud models from midnight to midnight UTC, in US dollars. Null if there is no limit. */
  readonly costUsdLimit: number | null;
}