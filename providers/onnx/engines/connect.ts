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
export function createEngineClient(endpoint: EngineEndpoint, options: EngineOptions): EngineClient {
  try {
    return clients[endpoint.protocol](endpoint, options);
  } catch (cause) {
    const file = options.caFile && basename(options.caFile);
    const message = `The certificates of the inference engines cannot be read (${file}).`;
    throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false, cause });
  }
}

const clients: Readonly<Record<EngineEndpoint["protocol"], typeof createHttpClient>> = {
  http: createHttpClient,
  grpc: createGrpcClient,
};
