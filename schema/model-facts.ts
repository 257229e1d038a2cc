import { Extensions, Field, Float, Int, ObjectType } from "type-graphql";
import type {
  Availability as AvailabilityValue,
  Modality as ModalityName,
} from "../models/model.ts";
import { answerSize } from "./answer-size.ts";
import { AvailabilityStatus, LatencySource, Modality } from "./enums.ts";

@ObjectType({ description: "An approximate list price for one kind of input." })
export class Pricing {
  @Field(() => Modality, { description: "The kind of input that the price is for." })
  modality!: ModalityName;

  @Field(() => String, {
    description: 'What `usd` pays for, such as "1K embeddings" or "second".',
  })
  unit!: string;

  @Field(() => Float, {
    description: "Price of one unit in US dollars. If the price is a range, its lower end.",
  })
  usd!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Upper end of the price in US dollars. Null if the price is not a range.",
  })
  usdMax?: number;

  @Field(() => String, {
    nullable: true,
    description:
      "When the price applies, or how it was estimated. Null if there is nothing to add.",
  })
  note?: string;

  @Field(() => String, {
    nullable: true,
    description: "Where the price was read. Null for a price that the operator set.",
  })
  source?: string;

  @Field(() => String, {
    nullable: true,
    description: "When it was read, such as 2026-11-25. Null for a price that the operator set.",
  })
  asOf?: string;
}

@ObjectType({ description: "A published or measured result of a model, with its source." })
export class Benchmark {
  @Field(() => String, { description: "The test data, such as ImageNet-1k." })
  dataset!: string;

  @Field(() => String, {
    description: 'What was measured, with its unit, such as "zero-shot top-1 accuracy, %".',
  })
  metric!: string;

  @Field(() => Float, { description: "The figure, in the unit that `metric` names." })
  value!: number;

  @Field(() => String, { description: "Where the figure comes from." })
  source!: string;
}

@ObjectType({ description: "Whether a model can be used now, and what to do if it cannot." })
export class Availability implements AvailabilityValue {
  @Field(() => AvailabilityStatus, {
    description: "READY if the model can be used now. Otherwise, what is missing.",
  })
  status!: AvailabilityValue["status"];

  @Extensions(answerSize({ bytes: 200 }))
  @Field(() => String, {
    nullable: true,
    description: "Why the model cannot be used, in words. Null when it is READY.",
  })
  reason?: string;

  @Extensions(answerSize({ bytes: 200 }))
  @Field(() => String, {
    nullable: true,
    description:
      "What to type, set or wait for to make the model READY. Null when it is READY, or when you can only wait.",
  })
  howToEnable?: string;

  @Field(() => Float, {
    nullable: true,
    description: "How much is downloaded, from 0 to 1. Null unless the status is DOWNLOADING.",
  })
  progress?: number;
}

@ObjectType({
  description:
    "How long a model took, for one kind of input, on this server or on all that share a store with it. Cached results do not count.",
})
export class LatencyStats {
  @Field(() => Modality, { description: "The kind of input that was timed." })
  modality!: ModalityName;

  @Field(() => Int, {
    description:
      "How many inputs were timed: since the server started, or by all that share a store.",
  })
  count!: number;

  @Field(() => Float, {
    description:
      "Median of the latest inputs, in milliseconds. Reading the input and waiting for the model are included.",
  })
  p50Ms!: number;

  @Field(() => Float, {
    description: "95 % of the latest inputs took no longer than this, in milliseconds.",
  })
  p95Ms!: number;

  @Field(() => Float, {
    description:
      "How many inputs shared one forward pass or provider call, as a mean over the latest inputs.",
  })
  meanBatchSize!: number;
}

@ObjectType({ description: "How long one text or one image will probably take." })
export class ExpectedLatency {
  @Field(() => Float, {
    description: "For the slower of one text and one image, in milliseconds, without waiting.",
  })
  ms!: number;

  @Field(() => LatencySource, { description: "How the figure is known." })
  source!: "MEASURED" | "ESTIMATED" | "ASSUMED";
}
