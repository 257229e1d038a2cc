export { type ErrorFacts, GatewayRequestError } from "./errors.ts";
export type {
  Activation,
  AvailabilityStatus,
  Hosting,
  LatencySource,
  Modality,
  Priority,
  Purpose,
  RouteInput,
  VideoSegmentsInput,
  VideoSupport,
} from "./generated/operations.ts";
export type * from "./options.ts";
export type * from "./results.ts";
export { UnifiedEmbedder } from "./embedder.ts";
