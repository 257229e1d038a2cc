import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import type { Availability } from "../../models/model.ts";
import { orUnavailable } from "../cloud/credentials.ts";
import type { BedrockSettings } from "./settings.ts";
import { hasProfile } from "./shared-files.ts";

/** Where the service is. */
export interface Access {
  readonly region: string;
}

/** What this machine offers beside the settings; replaced in tests. */
export interface Machine {
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Undefined where it cannot be read. */
  read(file: string): string | undefined;
}

/**
 * Looks for credentials where AWS's SDK does, without loading it or asking the network: an API key,
 * keys, the shared files, a role of the container, or a machine of Amazon's, which may have a role.
 *
 * @returns why there is no access, where there is none
 */
export function findAccess(
  settings: BedrockSettings,
  machine = thisMachine,
): Access | Availability {
  const region = regionOf(settings);
  if (!region) {
    return missing("AWS_REGION is not set.");
  }
  if (settings.AWS_BEARER_TOKEN_BEDROCK) {
    return { region };
  }
  const { AWS_PROFILE: profile, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key } = settings;
  if (profile) {
    return hasProfile(profile, machine)
      ? { region }
      : missing("The profile that AWS_PROFILE names has no credentials in AWS's shared files.");
  }
  if (id || key) {
    return id && key
      ? { region }
      : missing("Of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only one is set.");
  }
  return hasProfile("default", machine) || hasRole(machine)
    ? { region }
    : missing("There are no AWS credentials.");
}

export function regionOf(settings: BedrockSettings): string | undefined {
  return settings.AWS_REGION ?? settings.AWS_DEFAULT_REGION;
}

/** @throws GatewayError MODEL_UNAVAILABLE */
export function requireAccess(settings: BedrockSettings): Access {
  return orUnavailable(findAccess(settings));
}

function missing(reason: string): Availability {
  const howToEnable =
    "Set AWS_REGION, and either AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or " +
    "AWS_BEARER_TOKEN_BEDROCK; then restart.";
  return { status: "NEEDS_CREDENTIALS", reason, howToEnable };
}

/** EKS by web identity, ECS and EKS by the container, EC2 by its metadata. */
function hasRole({ environment, read }: Machine): boolean {
  const { AWS_EC2_METADATA_DISABLED: disabled = "false" } = environment;
  return Boolean(
    (environment.AWS_WEB_IDENTITY_TOKEN_FILE && environment.AWS_ROLE_ARN) ||
    environment.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI ||
    environment.AWS_CONTAINER_CREDENTIALS_FULL_URI ||
    (disabled === "false" && read("/sys/class/dmi/id/sys_vendor")?.includes("Amazon EC2")),
  );
}

const thisMachine: Machine = {
  home: homedir(),
  environment: process.env,
  read(file) {
    try {
      return readFileSync(file, "utf8");
    } catch {
      return undefined;
    }
  },
};
