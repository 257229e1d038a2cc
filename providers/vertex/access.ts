import { accessSync, constants, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { PredictionServiceClient, helpers } from "@google-cloud/aiplatform";
import type { googleAuthLibrary } from "google-gax";
import { GatewayError } from "../../models/errors.ts";
import type { Availability } from "../../models/model.ts";
import { isLoopback, type VertexSettings } from "./settings.ts";

/** Where the service is and who pays for it. */
export interface Access {
  readonly project: string;
  readonly location: string;
  readonly host: string;
  readonly port: number;
  /** Plaintext, without credentials. */
  readonly insecure: boolean;
}

/** What this machine offers beside the settings; replaced in tests. */
export interface Machine {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  isReadable(file: string): boolean;
  biosVendor(): string;
}

/**
 * Looks for Application Default Credentials where Google's libraries do, without loading them or
 * asking the network: a file, gcloud's own file, or a machine of Google's.
 *
 * @returns why there is no access, where there is none
 */
export function findAccess(settings: VertexSettings, machine = thisMachine): Access | Availability {
  const location = settings.GOOGLE_CLOUD_LOCATION;
  const endpoint = settings.VERTEX_ENDPOINT ?? `${location}-aiplatform.googleapis.com`;
  const url = URL.canParse(`https://${endpoint}`) ? new URL(`https://${endpoint}`) : undefined;
  if (!url || url.pathname !== "/") {
    return misconfigured("VERTEX_ENDPOINT is not host:port.", "Set it to host:port, or unset it.");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const access = { location, host, port: Number(url.port || 443) };

  if (settings.VERTEX_INSECURE) {
    const project = settings.GOOGLE_CLOUD_PROJECT ?? "local";
    return settings.VERTEX_ENDPOINT && isLoopback(settings.VERTEX_ENDPOINT)
      ? { ...access, project, insecure: true }
      : misconfigured(
          "VERTEX_INSECURE is for a server on this machine only.",
          "Unset VERTEX_INSECURE, or set VERTEX_ENDPOINT to 127.0.0.1:<port>.",
        );
  }
  const project = settings.GOOGLE_CLOUD_PROJECT;
  if (!project) {
    return missing("GOOGLE_CLOUD_PROJECT is not set.");
  }
  const file = settings.GOOGLE_APPLICATION_CREDENTIALS;
  if (file && !machine.isReadable(file)) {
    return missing("The file that GOOGLE_APPLICATION_CREDENTIALS names cannot be read.");
  }
  if (!file && !machine.isReadable(gcloudFile(machine)) && !isGoogles(machine)) {
    return missing("There are no Google Cloud credentials.");
  }
  return { ...access, project, insecure: false };
}

/** @throws GatewayError MODEL_UNAVAILABLE when there is none */
export function requireAccess(settings: VertexSettings): Access {
  const access = findAccess(settings);
  if ("status" in access) {
    const message = `${access.reason} ${access.howToEnable}`;
    throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable: false });
  }
  return access;
}

function missing(reason: string): Availability {
  const howToEnable =
    "Set GOOGLE_CLOUD_PROJECT, and GOOGLE_APPLICATION_CREDENTIALS to a service account's key " +
    "file or run `gcloud auth application-default login`; then restart.";
  return { status: "NEEDS_CREDENTIALS", reason, howToEnable };
}

function misconfigured(reason: string, howToEnable: string): Availability {
  return { status: "FAILING", reason, howToEnable };
}

function gcloudFile({ home, environment }: Machine): string {
  return environment.APPDATA
    ? join(environment.APPDATA, "gcloud", "application_default_credentials.json")
    : join(home, ".config", "gcloud", "application_default_credentials.json");
}

/** Cloud Run, Cloud Functions, Compute Engine, GKE: credentials come from the metadata server. */
function isGoogles({ environment, biosVendor }: Machine): boolean {
  const { K_SERVICE, FUNCTION_NAME, CLOUD_RUN_JOB } = environment;
  return Boolean(K_SERVICE || FUNCTION_NAME || CLOUD_RUN_JOB) || biosVendor().includes("Google");
}

const thisMachine: Machine = {
  home: homedir(),
  environment: process.env,
  isReadable: (file) => succeeds(() => accessSync(file, constants.R_OK)),
  biosVendor() {
    try {
      return readFileSync("/sys/class/dmi/id/bios_vendor", "utf8");
    } catch {
      return "";
    }
  },
};

function succeeds(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

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
