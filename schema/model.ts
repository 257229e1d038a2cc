import { ArgsType, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type {
  Hosting as HostingName,
  Modality as ModalityName,
  Model as ModelRecord,
} from "../models/model.ts";
import { Activation, Hosting, Modality, VideoSupport } from "./enums.ts";
import { Availability, Benchmark, LatencyStats, Pricing } from "./model-facts.ts";

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
