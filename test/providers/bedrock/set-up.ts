import { bedrock } from "../../../models/catalog/bedrock.ts";
import type { Model } from "../../../models/model.ts";
import { create } from "../../../providers/bedrock/provider.ts";
import type { BedrockSettings } from "../../../providers/bedrock/settings.ts";
import { type BedrockServer, startBedrock } from "../../servers/bedrock.ts";
import type { Cloud } from "../cloud-set-up.ts";

export const [nova, titan, embedV4] = bedrock as [Model, Model, Model];

export function settingsOf({ keys, region, url }: BedrockServer): BedrockSettings {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: undefined,
    AWS_PROFILE: undefined,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
    AWS_BEARER_TOKEN_BEDROCK: undefined,
    BEDROCK_ENDPOINT: url,
    BEDROCK_MODEL_IDS: undefined,
    BEDROCK_REQUESTS_PER_MINUTE: 1000,
  };
}

export function cloudOf(model: Model): Cloud<BedrockServer, BedrockSettings> {
  return { model, dimensions: 256, start: startBedrock, settings: settingsOf, create };
}
