import { ArgsType, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type {
  Availability as AvailabilityValue,
  Hosting as HostingName,
  Modality as ModalityName,
  Model as ModelRecord,
} from "../models/types.ts";
import { AvailabilityStatus, Activation, Hosting, Modality, VideoSupport } from "./enums.ts";

@ArgsType()
export class ModelsArgs {
  @Field(() => Modality, { nullable: true, description: "Only models that take it natively." })
  modality?: ModalityName | null;

  @Field(() => Hosting, { nullable: true })
  hosting?: HostingName | null;

  @Field(() => String, {
    nullable: true,
    description: "Only models documented for this BCP 47 tag.",
  })
  language?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Only models that are (or are not) READY." })
  available?: boolean | null;
}

@ArgsType()
export class ModelArgs {
  @Field(() => ID, { description: "Id or alias." })
  id!: string;
}

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

@ObjectType({ description: "A model of the catalog." })
export class Model implements Pick<ModelRecord, "id"> {
  @Field(() => ID)
  id!: string;

  @Field(() => [ID])
  aliases!: readonly string[];

  @Field(() => String)
  name!: string;

  @Field(() => String)
  family!: string;

  @Field(() => String, { description: "Which provider runs it: onnx, cohere, vertex, …" })
  provider!: string;

  @Field(() => Hosting)
  hosting!: HostingName;

  @Field(() => ID, {
    description:
      "Vectors are comparable exactly when their space and their dimensions are the same.",
  })
  space!: string;

  @Field(() => [Modality], { description: "Taken natively." })
  modalities!: readonly ModalityName[];

  @Field(() => VideoSupport)
  video!: ModelRecord["video"];

  @Field(() => Boolean)
  multilingual!: boolean;

  @Field(() => [String], {
    description: "BCP 47 tags; for models of 100+ languages those that are documented or measured.",
  })
  languages!: readonly string[];

  @Field(() => Int)
  dimensions!: number;

  @Field(() => [Int])
  supportedDimensions!: readonly number[];

  @Field(() => Float, {
    nullable: true,
    description: "A float, because billions do not fit an Int.",
  })
  parameters?: number;

  @Field(() => Float, {
    nullable: true,
    description: "One text and one image together, in GFLOPs; null where unknown.",
  })
  gflops?: number;

  @Field(() => Float, {
    nullable: true,
    description: "Of the weights on disk or to be downloaded; null for cloud models.",
  })
  sizeBytes?: number;

  @Field(() => String, { nullable: true })
  revision?: string;

  @Field(() => Int, { nullable: true })
  maxTextTokens?: number;

  @Field(() => Int, {
    nullable: true,
    description: "Side of the square that the image tower sees, in pixels.",
  })
  imageSize?: number;

  @Field(() => Activation)
  activation!: ModelRecord["scoring"]["activation"];

  @Field(() => [String], { description: "Used by classify when the caller gives none." })
  defaultTemplates!: readonly string[];

  @Field(() => Boolean)
  openSource!: boolean;

  @Field(() => String, { nullable: true })
  license?: string;

  @Field(() => String, { nullable: true })
  trainingData?: string;

  @Field(() => [String], { description: "When to use it." })
  useCases!: readonly string[];

  @Field(() => [Pricing], {
    description: "Approximate list prices; empty for local models (compute only).",
  })
  pricing!: readonly Pricing[];

  @Field(() => [Benchmark])
  benchmarks!: readonly Benchmark[];

  @Field(() => Availability)
  availability!: Availability;

  @Field(() => [LatencyStats], {
    description: "One entry a modality that was called; empty before the first call.",
  })
  latency!: readonly LatencyStats[];
}
