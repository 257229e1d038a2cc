import { join } from "node:path";
import type { Machine } from "./access.ts";

/**
 * Whether AWS's shared files say how a profile gets credentials; whether these work, only AWS knows.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export function hasProfile(name: string, { home, environment, read }: Machine): boolean {
  const credentials = environment.AWS_SHARED_CREDENTIALS_FILE ?? join(home, ".aws", "credentials");
  const config = environment.AWS_CONFIG_FILE ?? join(home, ".aws", "config");
  const keys = [
    ...keysOf(read(credentials), [name]),
    ...keysOf(read(config), name === "default" ? [name, "profile default"] : [`profile ${name}`]),
  ];
  return keys.some((key) => sources.has(key));
}

const sources = new Set([
  "aws_access_key_id",
  "credential_process",
  "login_session",
  "role_arn",
  "sso_session",
  "sso_start_url",
  "web_identity_token_file",
]);

/** Of the sections of these names. */
function keysOf(text = "", sections: readonly string[]): string[] {
  const keys: string[] = [];
  let isWanted = false;
  for (const line of text.split("\n")) {
    const section = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
    if (section !== undefined) {
      isWanted = sections.includes(section.trim().replace(/\s+/g, " "));
      continue;
    }
    const key = /^\s*(\w+)\s*=\s*\S/.exec(line)?.[1];
    if (isWanted && key) {
      keys.push(key);
    }
  }
  return keys;
}
