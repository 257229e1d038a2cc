import { z } from "zod";
import { isLoopback } from "../cloud/loopback.ts";
import {
  type Conflict,
  integer,
  secret,
  setting,
  splitList,
  url,
  type ValuesOf,
} from "../settings.ts";
import { hostedNames } from "./models.ts";

/** The names that AWS's own tools and SDKs read. */
export const bedrockSettings = {
  AWS_REGION: setting(region().optional(), undefined, "region of Amazon Bedrock"),
  AWS_DEFAULT_REGION: setting(
    region().optional(),
    undefined,
    "the same, where AWS_REGION is unset",
  ),
  AWS_PROFILE: setting(
    z.string().optional(),
    undefined,
    "profile of the shared files in ~/.aws, in place of keys",
  ),
  AWS_ACCESS_KEY_ID: secret(
    "AWS access key for Amazon Bedrock; without one, credentials are looked for as AWS's tools do",
  ),
  AWS_SECRET_ACCESS_KEY: secret("its secret"),
  AWS_SESSION_TOKEN: secret("its session, where it is temporary"),
  AWS_BEARER_TOKEN_BEDROCK: secret("Amazon Bedrock API key, in place of AWS credentials"),
  BEDROCK_ENDPOINT: setting(
    url()
      .refine(
        isSafe,
        "expected an https URL without user and password; http is for this machine only",
      )
      .optional(),
    undefined,
    "another address of Amazon Bedrock, such as a VPC endpoint",
  ),
  BEDROCK_MODEL_IDS: setting(
    replacements().optional(),
    undefined,
    "model=id, comma-separated: ids or ARNs of inference profiles to call in place of models",
  ),
  BEDROCK_REQUESTS_PER_MINUTE: setting(
    integer(1),
    1000,
    "requests per minute that the account may send to each model of Amazon Bedrock",
  ),
};

export type BedrockSettings = ValuesOf<typeof bedrockSettings>;

export function bedrockConflicts({ BEDROCK_MODEL_IDS = new Map() }: BedrockSettings): Conflict[] {
  const unknown = [...BEDROCK_MODEL_IDS.keys()].filter((name) => !hostedNames.includes(name));
  return unknown.map((name) => ({
    setting: "BEDROCK_MODEL_IDS",
    message: `${JSON.stringify(name)} is no model of Amazon Bedrock here: expected ${hostedNames.join(", ")}`,
  }));
}

/** It becomes a part of a host's name. */
function region() {
  return z.string().regex(/^[a-z\d-]+$/, "expected a region such as us-east-1");
}

/** Requests carry keys or what signs for them, and their messages would repeat a password. */
function isSafe(text: string): boolean {
  if (!URL.canParse(text)) {
    return true; // said already
  }
  const { protocol, host, username, password } = new URL(text);
  return !username && !password && (protocol === "https:" || isLoopback(host));
}

function replacements() {
  const pair = /^([^=\s]+)=([^=\s]+)$/;
  return z
    .string()
    .refine(
      (text) => splitList(text).every((each) => pair.test(each)),
      "expected model=id, comma-separated",
    )
    .transform(
      (text): ReadonlyMap<string, string> =>
        new Map(splitList(text).map((each) => pair.exec(each)!.slice(1, 3) as [string, string])),
    );
}
