import { Extensions, Field, Float, ID, Int, ObjectType } from "type-graphql";
import type {
  Hosting as HostingName,
  Modality as ModalityName,
  Model as ModelRecord,
} from "../models/model.ts";
import { answerSize, mostBytes, mostItems } from "./answer-size.ts";
import { Activation, Hosting, Modality, VideoSupport } from "./enums.ts";
import { Availability, Benchmark, ExpectedLatency, LatencyStats, Pricing } from "./model-facts.ts";

@ObjectType({
  description: "A model of the catalog: what it is, what it takes, and whether it can be used now.",
})
export class Model implements Pick<ModelRecord, "id"> {
  @Field(() => ID, {
    description: "Unique name, which the `model` argument of every query accepts.",
  })
  id!: string;

  @Extensions(answerSize(mostBytes(({ aliases }) => aliases)))
  @Field(() => [ID], { description: "Other names that are accepted in place of the id." })
  aliases!: readonly string[];

  @Field(() => String, { description: "A short title to show to people." })
  name!: string;

  @Field(() => String, {
    description: "The group of related models it belongs to, such as CLIP or SigLIP.",
  })
  family!: string;

  @Field(() => String, {
    description: "What runs the model, such as onnx, cohere or vertex.",
  })
  provider!: string;

  @Field(() => Hosting, {
    description: "Whether the model runs on this server or at a provider's API.",
  })
  hosting!: HostingName;

  @Field(() => ID, {
    description:
      "Id of its vector space. Two vectors can be compared only if both their spaces and their dimensions are the same.",
  })
  space!: string;

  @Extensions(answerSize(mostBytes(({ modalities }) => modalities)))
  @Field(() => [Modality], {
    description:
      "The kinds of input that the model takes natively. VIDEO is not among them if it takes video by frames: see `video`.",
  })
  modalities!: readonly ModalityName[];

  @Field(() => VideoSupport, { description: "Whether and how the model takes video." })
  video!: ModelRecord["video"];

  @Field(() => Boolean, {
    description: "True if the model is made for several languages, not for English alone.",
  })
  multilingual!: boolean;

  @Extensions(answerSize(mostBytes(({ languages }) => languages)))
  @Field(() => [String], {
    description:
      "BCP 47 tags of the languages that the model understands. For models of 100 or more languages, only the documented or measured ones. Empty if unknown.",
  })
  languages!: readonly string[];

  @Field(() => Int, { description: "Full length of the model's vectors." })
  dimensions!: number;

  @Extensions(answerSize(mostBytes(({ supportedDimensions }) => supportedDimensions)))
  @Field(() => [Int], {
    description: "Every vector length that can be asked for. The full length is among them.",
  })
  supportedDimensions!: readonly number[];

  @Field(() => Float, {
    nullable: true,
    description:
      "How many trained weights the model has. Null if unknown. A Float, because billions do not fit an Int.",
  })
  parameters?: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Work for one text and one image together, in GFLOPs (billions of operations). Null if unknown.",
  })
  gflops?: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Size of the weights in bytes, whether they are on disk or still to be downloaded. Null for cloud models, and if unknown.",
  })
  sizeBytes?: number;

  @Field(() => String, {
    nullable: true,
    description:
      "Commit of the Hugging Face repository that the weights are pinned to. Null if they are not pinned.",
  })
  revision?: string;

  @Field(() => Int, {
    nullable: true,
    description: "How many tokens of a text the model reads. The rest is cut. Null if unknown.",
  })
  maxTextTokens?: number;

  @Field(() => Int, {
    nullable: true,
    description: "Side of the square image that the model sees, in pixels. Null if unknown.",
  })
  imageSize?: number;

  @Field(() => Activation, {
    description: "How `classify` and `similarity` turn the model's cosines into scores.",
  })
  activation!: ModelRecord["scoring"]["activation"];

  @Field(() => Float, {
    nullable: true,
    description:
      "What cosines are multiplied with on the way to a score. Null if the model publishes none.",
  })
  logitScale?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "What is added after that. Null if the model publishes none.",
  })
  logitBias?: number | null;

  @Extensions(answerSize(mostBytes(({ templates }) => templates)))
  @Field(() => [String], {
    description: "The templates that `classify` uses when a query gives none.",
  })
  defaultTemplates!: readonly string[];

  @Field(() => Boolean, { description: "True if the weights are published under an open licence." })
  openSource!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Licence of the model, such as MIT or Apache-2.0. Null if unknown.",
  })
  license?: string;

  @Field(() => Boolean, {
    nullable: true,
    description: "May its output be used commercially? Null where the licence does not say.",
  })
  commercialUse?: boolean;

  @Extensions(answerSize(mostBytes(({ trainingData }) => trainingData)))
  @Field(() => String, {
    nullable: true,
    description: "What the model was trained on, in words. Null if unknown.",
  })
  trainingData?: string;

  @Extensions(answerSize(mostBytes(({ useCases }) => useCases)))
  @Field(() => [String], {
    description: 'What the model is a good choice for, such as "low latency" or "multilingual".',
  })
  useCases!: readonly string[];

  @Extensions(answerSize(mostItems(({ pricing }) => pricing)))
  @Field(() => [Pricing], {
    description: "Approximate list prices. Empty for local models, which cost only compute.",
  })
  pricing!: readonly Pricing[];

  @Extensions(answerSize(mostItems(({ benchmarks }) => benchmarks)))
  @Field(() => [Benchmark], {
    description: "Published or measured results. Empty if there are none.",
  })
  benchmarks!: readonly Benchmark[];

  @Field(() => Availability, {
    description: "Whether the model can be used now, and what to do if it cannot.",
  })
  availability!: Availability;

  @Extensions(answerSize({ items: () => 3 }))
  @Field(() => [LatencyStats], {
    description:
      "How fast the model is on this server: one entry per kind of input that it has embedded. Empty before the first use.",
  })
  latency!: readonly LatencyStats[];

  @Field(() => ExpectedLatency, {
    nullable: true,
    description: "How fast the model will probably be on this server. Null if nothing is known.",
  })
  expectedLatency?: ExpectedLatency | null;
}
