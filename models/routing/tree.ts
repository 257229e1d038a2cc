/**
 * The selection guide as data: questions in the order they are asked, where each answer leads
 * and why. `route.ts` walks it; what a node says is what `Route.steps` shows. No other
 * code decides by the names of models.
 */
export type NodeName =
  | "english"
  | "foreignVideo"
  | "foreignCloud"
  | "foreignTask"
  | "video"
  | "videoCloud"
  | "cloud"
  | "gcp"
  | "priority";

/** What is known when the walk begins: one answer for each subject. */
export interface Facts {
  readonly english: "yes" | "no";
  readonly video: "yes" | "no";
  /** `unsaid`: nobody forbade it, and nothing is configured. */
  readonly cloud: "allowed" | "unsaid" | "forbidden";
  readonly gcp: "yes" | "no";
  readonly priority: "QUALITY" | "BALANCE" | "SPEED";
  readonly task: "RETRIEVAL" | "CLASSIFICATION";
}

export interface Node {
  readonly subject: keyof Facts;
  readonly question: string;
  readonly answers: Readonly<Record<string, Branch>>;
}

export interface Branch {
  readonly because: string;
  readonly next: NodeName | Leaf;
}

/** Models in order of preference, or "the best local one for the language and the task". */
export type Leaf = readonly string[] | "best local";

export const root: NodeName = "english";

/** Taken when nothing better is available: it always is, and it knows the least. */
export const lastResort = "parallax/mini";

const cohere: Leaf = ["cohere/embed-v4.0"];
const vertex: Leaf = ["google/multimodalembedding@001"];

export const tree: Readonly<Record<NodeName, Node>> = {
  english: {
    subject: "english",
    question: "Is the text in English?",
    answers: {
      yes: { because: "Every model knows English.", next: "video" },
      no: {
        because: "Models that learnt English only find next to nothing in most other languages.",
        next: "foreignVideo",
      },
    },
  },
  foreignVideo: {
    subject: "video",
    question: "Is video wanted?",
    answers: {
      yes: {
        because:
          "The guide's model for video knows English only, so the frames of a video are embedded as images.",
        next: "foreignCloud",
      },
      no: { because: "Texts and images are enough.", next: "foreignCloud" },
    },
  },
  foreignCloud: {
    subject: "cloud",
    question: "May a cloud API be used?",
    answers: {
      allowed: { because: "Cohere Embed 4 knows more than 100 languages.", next: cohere },
      unsaid: {
        because: "Cohere Embed 4 knows more than 100 languages; it needs a key.",
        next: cohere,
      },
      forbidden: { because: "The data stays here.", next: "foreignTask" },
    },
  },
  foreignTask: {
    subject: "task",
    question: "Is it for retrieval or for classification?",
    answers: {
      RETRIEVAL: {
        because: "The local model with the best recall in this language is taken.",
        next: "best local",
      },
      CLASSIFICATION: {
        because:
          "The local model that should label photos best in this language is taken: some find photos well and label them badly.",
        next: "best local",
      },
    },
  },
  video: {
    subject: "video",
    question: "Is video wanted?",
    answers: {
      yes: { because: "Few models take video as it is.", next: "videoCloud" },
      no: { because: "Texts and images are enough.", next: "cloud" },
    },
  },
  videoCloud: {
    subject: "cloud",
    question: "May a cloud API be used?",
    answers: {
      allowed: { because: "Vertex AI embeds video natively.", next: vertex },
      unsaid: { because: "Vertex AI embeds video natively; it needs credentials.", next: vertex },
      forbidden: {
        because: "A local model takes video by frames, embedded as images.",
        next: "priority",
      },
    },
  },
  cloud: {
    subject: "cloud",
    question: "May a cloud API be used?",
    answers: {
      allowed: { because: "A cloud API spares running a model.", next: "gcp" },
      unsaid: { because: "Without credentials a local model answers at once.", next: "priority" },
      forbidden: { because: "The data stays here.", next: "priority" },
    },
  },
  gcp: {
    subject: "gcp",
    question: "Is the caller on Google Cloud?",
    answers: {
      yes: { because: "Vertex AI is next to the caller's data and bill.", next: vertex },
      no: { because: "Cohere Embed 4 needs no cloud project, only a key.", next: cohere },
    },
  },
  priority: {
    subject: "priority",
    question: "What matters most?",
    answers: {
      QUALITY: {
        because: "ViT-bigG/14 is the most accurate model of LAION, ViT-H/14 the next.",
        next: ["laion/CLIP-ViT-bigG-14-laion2B-39B-b160k", "laion/CLIP-ViT-H-14-laion2B-s32B-b79K"],
      },
      BALANCE: {
        because: "SigLIP B/16 is more accurate than CLIP L/14 at a quarter of the work.",
        next: ["google/siglip-base-patch16-224", "laion/CLIP-ViT-L-14-laion2B-s32B-b82K"],
      },
      SPEED: {
        because: "CLIP ViT-B/32 does the least work for an image.",
        next: ["openai/clip-vit-base-patch32"],
      },
    },
  },
};
