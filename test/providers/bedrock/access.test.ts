import { describe, expect, test } from "vitest";
import { findAccess, type Machine } from "../../../providers/bedrock/access.ts";
import {
  bedrockConflicts,
  bedrockSettings,
  type BedrockSettings,
} from "../../../providers/bedrock/settings.ts";

const none = Object.fromEntries(
  Object.keys(bedrockSettings).map((name) => [name, undefined]),
) as unknown as BedrockSettings;
const region = { AWS_REGION: "eu-west-1" };

function find(
  settings: Partial<BedrockSettings>,
  environment: Machine["environment"] = {},
  files: Readonly<Record<string, string>> = {},
) {
  return findAccess(
    { ...none, ...settings },
    { home: "/home/me", environment, read: (file) => files[file] },
  );
}
const access = { region: "eu-west-1" };
const asked = {
  status: "NEEDS_CREDENTIALS",
  howToEnable: expect.stringMatching(/AWS_REGION.*AWS_ACCESS_KEY_ID.*AWS_SECRET_ACCESS_KEY/),
};

describe("access to Amazon Bedrock", () => {
  test("needs a region and credentials, and says how to set them", () => {
    const keys = { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "s" };
    expect(find({})).toMatchObject(asked);
    expect(find(keys)).toMatchObject({ ...asked, reason: expect.stringContaining("AWS_REGION") });
    expect(find(region)).toMatchObject(asked);
    expect(find({ ...region, AWS_ACCESS_KEY_ID: "AKIA" })).toMatchObject(asked);
    expect(find({ ...region, ...keys })).toEqual(access);
    expect(find({ AWS_DEFAULT_REGION: "eu-west-1", ...keys })).toEqual(access);
    expect(find({ ...region, AWS_BEARER_TOKEN_BEDROCK: "t" })).toEqual(access);
  });

  test("comes from the shared files, by the default profile or the one that is named", () => {
    const credentials = "[default]\naws_access_key_id = AKIA\naws_secret_access_key = s\n";
    const config = "[default]\nregion = x\n# [profile no]\n[profile sso-dev]\nsso_session = me\n";
    const files = { "/home/me/.aws/config": config };
    expect(find(region, {}, { "/home/me/.aws/credentials": credentials })).toEqual(access);
    expect(find({ ...region, AWS_PROFILE: "sso-dev" }, {}, files)).toEqual(access);
    // A region is no credential, and a name that is nobody's no profile.
    expect(find(region, {}, files)).toMatchObject(asked);
    expect(find({ ...region, AWS_PROFILE: "no" }, {}, files)).toMatchObject(asked);
    const elsewhere = { AWS_SHARED_CREDENTIALS_FILE: "/run/aws" };
    expect(find(region, elsewhere, { "/run/aws": credentials })).toEqual(access);
  });

  test("comes from the role of a container or of a machine of Amazon's", () => {
    const token = { AWS_WEB_IDENTITY_TOKEN_FILE: "/run/token" };
    expect(find(region, { ...token, AWS_ROLE_ARN: "arn" })).toEqual(access);
    expect(find(region, token)).toMatchObject(asked);
    expect(find(region, { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2" })).toEqual(access);
    expect(find(region, { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://x" })).toEqual(access);

    const machine = { "/sys/class/dmi/id/sys_vendor": "Amazon EC2\n" };
    expect(find(region, {}, machine)).toEqual(access);
    expect(find(region, { AWS_EC2_METADATA_DISABLED: "true" }, machine)).toMatchObject(asked);
  });
});

describe("settings of Amazon Bedrock", () => {
  const { BEDROCK_ENDPOINT, BEDROCK_MODEL_IDS, AWS_REGION } = bedrockSettings;
  const isRight = (setting: typeof BEDROCK_ENDPOINT | typeof AWS_REGION, text: string) =>
    setting.type.safeParse(text).success;

  test("send plain text to this machine only, and no password in an address", () => {
    for (const good of ["https://vpce-1.example.com", "http://127.0.0.1:9", "http://[::1]:9"]) {
      expect(isRight(BEDROCK_ENDPOINT, good)).toBe(true);
    }
    for (const bad of ["http://example.com", "http://10.0.0.1:9", "https://me:pw@x.com", "x"]) {
      expect(isRight(BEDROCK_ENDPOINT, bad)).toBe(false);
    }
    expect(isRight(AWS_REGION, "evil.com/")).toBe(false);
  });

  test("name ids in place of models that there are", () => {
    const { type } = BEDROCK_MODEL_IDS;
    const arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/x";
    const ids = type.parse(
      `cohere.embed-v4:0=eu.cohere.embed-v4:0, amazon.titan-embed-image-v1=${arn}`,
    );
    expect(ids!.get("amazon.titan-embed-image-v1")).toBe(arn);
    expect(bedrockConflicts({ ...none, BEDROCK_MODEL_IDS: ids })).toEqual([]);
    expect(type.safeParse("cohere.embed-v4:0").success).toBe(false);

    const [conflict] = bedrockConflicts({ ...none, BEDROCK_MODEL_IDS: type.parse("embed-v4=x") });
    expect(conflict!.message).toContain('"embed-v4"');
    expect(conflict!.message).toContain("cohere.embed-v4:0");
  });

  test("that are secret say so", () => {
    const secrets = Object.entries(bedrockSettings).filter(([, each]) => "secret" in each);
    expect(secrets.map(([name]) => name)).toEqual([
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_SESSION_TOKEN",
      "AWS_BEARER_TOKEN_BEDROCK",
    ]);
  });
});
