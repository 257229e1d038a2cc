import { Field, Float, Int, ObjectType } from "type-graphql";
import type {
  Availability as AvailabilityValue,
  Modality as ModalityName,
} from "../models/model.ts";
import { AvailabilityStatus, Modality } from "./enums.ts";

@ObjectType({ description: "An approximate list price." })
export class Pricing {
  @Field(() => Modality)
  modality!: ModalityName;

  @Field(() => String)
  unit!: string;

  @Field(() => Float)
  usd!: number;

  @Field(() => Float, { nullable: true, description: "Upper end, where the price is a range." })
  usdMax?: number;

  @Field(() => String, { nullable: true })
  note?: string;
}

@ObjectType({ description: "A published or measured figure, with its source." })
export class Benchmark {
  @Field(() => String)
  dataset!: string;

  @Field(() => String)
  metric!: string;

  @Field(() => Float)
  value!: number;

  @Field(() => String)
  source!: string;
}

@ObjectType({ description: "Whether a model can be used now, and what to do when it cannot." })
export class Availability implements AvailabilityValue {
  @Field(() => AvailabilityStatus)
  status!: AvailabilityValue["status"];

  @Field(() => String, { nullable: true })
  reason?: string;

  @Field(() => String, { nullable: true, description: "What to type or set to make it READY." })
  howToEnable?: string;

  @Field(() => Float, { nullable: true, description: "0 to 1 while DOWNLOADING." })
  progress?: number;
}

@ObjectType({ description: "Measured by this server over uncached calls." })
export class LatencyStats {
  @Field(() => Modality)
  modality!: ModalityName;

  @Field(() => Int)
  count!: number;

  @Field(() => Float)
  p50Ms!: number;

  @Field(() => Float)
  p95Ms!: number;

  @Field(() => Float)
  meanBatchSize!: number;
}
