import { accessSync, constants, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Availability } from "../../models/model.ts";
import { orUnavailable } from "./credentials.ts";
import type { GoogleSettings } from "./google-settings.ts";
import { isLoopback } from "./loopback.ts";

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
export function findAccess(settings: GoogleSettings, machine = thisMachine): Access | Availability {
  const location = settings.GOOGLE_CLOUD_LOCATION;
  const endpoint = settings.VERTEX_ENDPOINT ?? hostOf(location);
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

/** https://docs.cloud.google.com/vertex-ai/generative-ai/docs/learn/locations */
function hostOf(location: string): string {
  if (location === "global") {
    return "aiplatform.googleapis.com";
  }
  return location === "us" || location === "eu"
    ? `aiplatform.${location}.rep.googleapis.com`
    : `${location}-aiplatform.googleapis.com`;
}

/** @throws GatewayError MODEL_UNAVAILABLE when there is none */
export function requireAccess(settings: GoogleSettings): Access {
  return orUnavailable(findAccess(settings));
}

/** What people are told where Google Cloud answers as the names say. */
export const badCredentials =
  "Google Cloud did not accept the credentials: check GOOGLE_APPLICATION_CREDENTIALS.";
export const accessRefused =
  "Google Cloud refused: enable aiplatform.googleapis.com and billing in GOOGLE_CLOUD_PROJECT, " +
  "and give the account the role roles/aiplatform.user.";

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
