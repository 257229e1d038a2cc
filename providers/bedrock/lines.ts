import type { Model } from "../../models/model.ts";
import { createQuota, type Quota } from "../cloud/quota.ts";
import { createService, nameAtService, type Service } from "../cloud/service.ts";
import type { ProviderContext } from "../provider.ts";
import { type Hosted, hosted } from "./models.ts";
import type { BedrockSettings } from "./settings.ts";

/** A model as it is hosted; AWS grants, counts and refuses each by itself. */
export interface Line extends Hosted {
  readonly service: Service;
  readonly quota: Quota;
}

/** A line for each model; `closeAll` ends what runs on them. */
export function openLines(context: ProviderContext<BedrockSettings>): {
  lineOf(model: Model): Line;
  closeAll(): void;
} {
  const lines = new Map(
    Object.entries(hosted).map(([name, { name: theirs, form }]) => {
      const service = createService({ provider: "bedrock", name: "Amazon Bedrock" }, context);
      return [name, { name: theirs, form, service, quota: openQuota(context, theirs) }] as const;
    }),
  );
  return {
    lineOf: (model) => lines.get(nameAtService(model))!,
    closeAll: () => lines.forEach(({ service }) => service.close()),
  };
}

/** Of requests, however many inputs one has. */
function openQuota(
  { settings, openBucket }: ProviderContext<BedrockSettings>,
  model: string,
): Quota {
  return createQuota(
    settings.BEDROCK_REQUESTS_PER_MINUTE,
    "BEDROCK_REQUESTS_PER_MINUTE",
    openBucket && ((name, perMinute) => openBucket(`${name} of ${model}`, perMinute)),
  );
}
