import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { GatewayError } from "../../../models/errors.ts";
import type { EngineClient, EngineEndpoint, EngineOptions } from "./client.ts";
import { createGrpcClient } from "./grpc-client.ts";
import { createHttpClient } from "./http-client.ts";

/**
 * A client of one endpoint. Nothing is sent before its first call.
 *
 * @throws GatewayError MODEL_UNAVAILABLE where `caFile` cannot be read
 */
export function createEngineClient(
  endpoint: EngineEndpoint,
  { headers, caFile }: EngineOptions,
): EngineClient {
  const create = { http: createHttpClient, grpc: createGrpcClient }[endpoint.protocol];
  return create(endpoint, { headers, ...(caFile && { ca: read(caFile) }) });
}

function read(caFile: string): Buffer {
  try {
    return readFileSync(caFile);
  } catch (cause) {
    const message = `The inference engines' certificates, ${basename(caFile)}, cannot be read.`;
    throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false, cause });
  }
}
