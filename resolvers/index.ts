import type { NonEmptyArray } from "type-graphql";
import { CallerResolver } from "./caller.ts";
import { ClassifyResolver } from "./classify.ts";
import { CompareResolver, ModelResultResolver } from "./compare.ts";
import { EmbedImageResolver } from "./embed-image.ts";
import { EmbeddingResolver } from "./embedding.ts";
import { EmbedTextResolver } from "./embed-text.ts";
import { EmbedVideoResolver } from "./embed-video.ts";
import { LimitsResolver } from "./limits.ts";
import { ModelsResolver, PricingResolver } from "./models.ts";
import { RouteResolver } from "./route.ts";
import { SimilarityResolver } from "./similarity.ts";

/** Every resolver of the schema. */
export const resolvers: NonEmptyArray<Function> = [
  ModelsResolver,
  PricingResolver,
  EmbedTextResolver,
  EmbedImageResolver,
  EmbedVideoResolver,
  EmbeddingResolver,
  ClassifyResolver,
  SimilarityResolver,
  RouteResolver,
  CompareResolver,
  ModelResultResolver,
  LimitsResolver,
  CallerResolver,
];
