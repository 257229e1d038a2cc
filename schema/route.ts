import { ArgsType, Extensions, Field, Float, InputType, ObjectType } from "type-graphql";
import type {
  Modality as ModalityName,
  Model as ModelRecord,
  Priority as PriorityName,
  RouteTask as RouteTaskName,
} from "../models/model.ts";
import { answerSize } from "./answer-size.ts";
import { Modality, Priority, RouteTask } from "./enums.ts";
import { Model } from "./model.ts";

@InputType({
  description:
    "What you know about your task. The router chooses a model that fits. Every field may be left out: it is then detected, or taken from the server's settings.",
})
export class RouteInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Language of the texts, as a BCP 47 tag such as "en" or "pt-BR". If left out, it is detected from the texts of the query. Without texts, it is English.',
  })
  language?: string | null;

  @Field(() => [Modality], {
    nullable: true,
    description:
      "Every kind of input that must share one vector space. What the query itself embeds is always included.",
  })
  modalities?: ModalityName[] | null;

  @Field(() => Priority, {
    nullable: true,
    description: "What matters most when no cloud API may be used. Default: BALANCE.",
  })
  priority?: PriorityName | null;

  @Field(() => RouteTask, {
    nullable: true,
    description:
      "What the model is for. Default: CLASSIFICATION for `classify` and `classifyImages`, RETRIEVAL for everything else.",
  })
  task?: RouteTaskName | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "true: only models whose licence allows commercial use, and not those whose licence says nothing. false: also models that are for research only. If left out, all but those.",
  })
  commercialUse?: boolean | null;

  @Field(() => Float, {
    nullable: true,
    description:
      "Only models that are expected to answer one input within this many milliseconds. Must be above 0. No limit if left out.",
  })
  maxLatencyMs?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether a cloud API may be used. If left out, the server's `CLOUD` setting decides.",
  })
  cloud?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether you are on Google Cloud. If true, the router prefers Vertex AI for English, and may use the cloud unless `cloud` or the server forbids it. Default: false.",
  })
  gcp?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether another model may answer while the recommended one is not available. Default: true for `route`, `classify`, `classifyImages` and `similarity`. Default: false for `embed` queries, unless the other model has the same space.",
  })
  fallback?: boolean | null;
}

@ArgsType()
export class RouteArgs {
  @Field(() => RouteInput, {
    description: "What you know about your task. It may be `{}`.",
  })
  input!: RouteInput;
}

const sentence = answerSize({ bytes: 120 });

@ObjectType({ description: "One question of the router's decision tree, and its answer." })
export class RouteStep {
  @Extensions(sentence)
  @Field(() => String, {
    description: 'What the router asked, such as "May a cloud API be used?".',
  })
  question!: string;

  @Extensions(sentence)
  @Field(() => String, { description: "What it found, in words, and how it knows." })
  answer!: string;

  @Extensions(sentence)
  @Field(() => String, { description: "What follows from the answer, and why." })
  reason!: string;
}

/** It is there only when the query let the router choose. */
export const routed = answerSize({ items: ({ query }) => (query["route"] == null ? 0 : 1) });

/** For the results of queries that choose a model. */
export const routeOfResult = {
  nullable: true,
  description: "How the router chose the model. Null when the query gave no `route`.",
};

@ObjectType({ description: "Which model the router chose, and why." })
export class Route {
  @Field(() => Model, {
    description: "The model that fits best, whether it is available or not.",
  })
  recommended!: ModelRecord;

  @Field(() => Model, {
    description:
      "The model that is used now: `recommended` if it is available, otherwise a fallback. It is `recommended` again when there is no fallback.",
  })
  selected!: ModelRecord;

  @Field(() => Boolean, { description: "True if `selected` is another model than `recommended`." })
  fallback!: boolean;

  @Extensions(answerSize({ items: () => 12 }))
  @Field(() => [RouteStep], {
    description: "How the router came to its choice: one step per question, in order.",
  })
  steps!: readonly RouteStep[];

  @Extensions(answerSize({ items: ({ server }) => server.models.length }))
  @Field(() => [Model], {
    description:
      "Other models that meet the same needs: those available now first, each group best first.",
  })
  alternatives!: readonly ModelRecord[];
}
