import { readFile } from "node:fs/promises";
import type { PredictionServiceClient, helpers } from "@google-cloud/aiplatform";
import type { googleAuthLibrary } from "google-gax";
import { GatewayError } from "../../models/errors.ts";
import type { Access } from "../cloud/google-access.ts";

/** The SDK's client, and its converters to and from protobuf's Value. */
export interface Sdk {
  readonly client: PredictionServiceClient;
  readonly values: typeof helpers;
}

/**
 * Loads the SDK, a second's work, and gets credentials.
 *
 * @param keyFile JSON; without one the SDK looks for Application Default Credentials
 * @throws GatewayError MODEL_UNAVAILABLE when there are none
 */
export async function connect(access: Access, keyFile?: string): Promise<Sdk> {
  const { PredictionServiceClient, helpers } = await import("@google-cloud/aiplatform");
  try {
    const client = new PredictionServiceClient({
      apiEndpoint: access.host,
      port: access.port,
      "grpc.enable_retries": 0, // service.ts has ours
      ...(access.insecure ? await withoutCredentials() : keyFile && (await fromFile(keyFile))),
    });
    // Also because `predict` would leave a rejected promise of this behind that ends the process.
    await client.initialize();
    return { client, values: helpers };
  } catch (cause) {
    throw new GatewayError(
      "MODEL_UNAVAILABLE",
      "Google Cloud's credentials do not work: check GOOGLE_APPLICATION_CREDENTIALS.",
      { cause, retryable: false },
    );
  }
}

/** Read here: the library mistakes a file that it cannot parse for a key of an old format. */
async function fromFile(keyFile: string) {
  return { credentials: JSON.parse(await readFile(keyFile, "utf8")) as googleAuthLibrary.JWTInput };
}

/** The library is told so too, or it looks for credentials and warns that there are none. */
async function withoutCredentials() {
  const { grpc, googleAuthLibrary } = await import("google-gax");
  return {
    sslCreds: grpc.credentials.createInsecure(),
    authClient: new googleAuthLibrary.PassThroughClient(),
  };
}
