import { ArgsType, Field, Float, InputType, ObjectType } from "type-graphql";
import type {
  Modality as ModalityName,
  Model as ModelRecord,
  Priority as PriorityName,
} from "../models/model.ts";
import { Modality, Priority } from "./enums.ts";
import { Model } from "./model.ts";

@InputType({
  description:
    "What the caller knows; the router answers with a model. What is left out is detected, or taken from the server's settings.",
})
export class RouteInput {
  @Field(() => String, {
    nullable: true,
    description: 'BCP 47 tag such as "en" or "pt-BR"; detected from the texts when left out.',
  })
  language?: string | null;

  @Field(() => [Modality], {
    nullable: true,
    description: "Every modality that must live in the same space.",
  })
  modalities?: ModalityName[] | null;

  @Field(() => Priority, { nullable: true })
  priority?: PriorityName | null;

  @Field(() => Float, {
    nullable: true,
    description: "Only models whose expected latency for one input is within this.",
  })
  maxLatencyMs?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "May a cloud API be used? The server's setting when left out.",
  })
  cloud?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: "Is the caller on Google Cloud?" })
  gcp?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Take the best available alternative when the recommended model is not available.",
  })
  fallback?: boolean | null;
}

@ArgsType()
export class RouteArgs {
  @Field(() => RouteInput)
  input!: RouteInput;
}

@ObjectType({ description: "One question of the decision tree, and how it was answered." })
export class RouteStep {
  @Field(() => String)
  question!: string;

  @Field(() => String)
  answer!: string;

  @Field(() => String)
  reason!: string;
}

@ObjectType({ description: "How a model was chosen." })
export class Route {
  @Field(() => Model, { description: "Where the decision tree ends." })
  recommended!: ModelRecord;

  @Field(() => Model, {
    description:
      "The model that would be used now: `recommended`, or a fallback; `recommended` again when nothing that fits is available.",
  })
  selected!: ModelRecord;

  @Field(() => Boolean)
  fallback!: boolean;

  @Field(() => [RouteStep])
  steps!: readonly RouteStep[];

  @Field(() => [Model], { description: "Other models that satisfy the same needs, best first." })
  alternatives!: readonly ModelRecord[];
}
