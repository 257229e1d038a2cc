/**
 * Names of spans and attributes, after OpenTelemetry's semantic conventions for HTTP, GraphQL and
 * generative AI. Those are still in development: when a name moves, it moves here. What no convention
 * names begins with `parallax.`; times are in seconds.
 */
export const attribute = {
  errorType: "error.type",
  method: "http.request.method",
  route: "http.route",
  httpStatus: "http.response.status_code",
  grpcStatus: "rpc.grpc.status_code",
  serverAddress: "server.address",
  serverPort: "server.port",

  operationName: "graphql.operation.name",
  operationType: "graphql.operation.type",
  errorCodes: "parallax.error_codes",
  caller: "parallax.caller",
  points: "parallax.points",
  usd: "parallax.usd",
  models: "parallax.models",
  cacheHits: "parallax.cache.hits",
  cacheJoined: "parallax.cache.joined",
  cacheKeys: "parallax.cache.keys",

  genAiOperation: "gen_ai.operation.name",
  genAiProvider: "gen_ai.provider.name",
  genAiModel: "gen_ai.request.model",
  dimensions: "gen_ai.embeddings.dimension.count",
  inputTokens: "gen_ai.usage.input_tokens",
  modality: "parallax.modality",
  batchSize: "parallax.batch_size",
  failedInputs: "parallax.failed_inputs",
  queueWait: "parallax.queue_wait_max",
  computeTime: "parallax.compute_time",
} as const;

/** The convention's names of providers, where they are not ours. */
const wellKnown: Readonly<Record<string, string>> = {
  gemini: "gcp.gemini",
  vertex: "gcp.vertex_ai",
};
export const providerName = (provider: string) => wellKnown[provider] ?? provider;

export const embeddings = "embeddings";
/** Until the operation is known, and for good where there is none. */
export const unknownOperation = "GraphQL Operation";
export const cacheLookUp = "cache look-up";

/** Codes that say that the server failed, or what is behind it, and not its caller. */
export const serverFaults: ReadonlySet<string> = new Set([
  "INTERNAL",
  "PROVIDER_FAILED",
  "MODEL_UNAVAILABLE",
  "OVERLOADED",
  "TIMEOUT",
]);
