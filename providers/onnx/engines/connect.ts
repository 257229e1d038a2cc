import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { GatewayError } from "../../../models/errors.ts";
import { type EngineClient, type EngineEndpoint, type EngineOptions, serverOf } from "./client.ts";

/** One client for each server: graphs share connections. */
export function createEngineClients() {
  const clients = new Map<string, EngineClient>();
  return {
    /** @throws as `createEngineClient` */
    of(endpoint: EngineEndpoint, options: EngineOptions): EngineClient {
      const key = JSON.stringify([serverOf(endpoint), options.headers, options.caFile]);
      const client = clients.get(key) ?? createEngineClient(endpoint, options);
      clients.set(key, client);
      return client;
    },
    close: () => clients.forEach((client) => client.close()),
  };
}

/**
 * A client of one endpoint. Its libraries are loaded by its first call: they are 30 MB, and a model's
 * process that runs its graphs itself needs none of them.
 *
 * @throws GatewayError MODEL_UNAVAILABLE where `caFile` cannot be read
 */
export function createEngineClient(
  endpoint: EngineEndpoint,
  { headers, caFile }: EngineOptions,
): EngineClient {
  const options = { headers, ...(caFile && { ca: read(caFile) }) };
  let loading: Promise<EngineClient> | undefined;
  async function load(): Promise<EngineClient> {
    const create = await creators[endpoint.protocol]();
    return create(endpoint, options);
  }
  const client = () => (loading ??= load());

  return {
    ready: async (...call) => (await client()).ready(...call),
    describe: async (...call) => (await client()).describe(...call),
    infer: async (...call) => (await client()).infer(...call),
    close: () => void loading?.then((loaded) => loaded.close()),
  };
}

const creators = {
  http: async () => (await import("./http-client.ts")).createHttpClient,
  grpc: async () => (await import("./grpc-client.ts")).createGrpcClient,
};

function read(caFile: string): Buffer {
  try {
    return readFileSync(caFile);
  } catch (cause) {
    const message = `The inference engines' certificates, ${basename(caFile)}, cannot be read.`;
    throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false, cause });
  }
}
