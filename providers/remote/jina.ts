import { unavailable } from "../../models/unavailable.ts";
import { createConverter } from "../cloud/converter.ts";
import { missingKey } from "../cloud/credentials.ts";
import { createQuota } from "../cloud/quota.ts";
import { nameAtService } from "../cloud/service.ts";
import type { Provider, ProviderContext } from "../provider.ts";
import { dialects } from "./dialects.ts";
import { openServer } from "./server.ts";
import type { JinaSettings } from "./settings.ts";

/** Jina's own API: https://api.jina.ai/docs */
export function create(context: ProviderContext<JinaSettings>): Provider {
  const { settings, log, openBucket } = context;
  const { JINA_API_KEY: key, JINA_BASE_URL: url = "https://api.jina.ai" } = settings;
  const converter = createConverter(settings.MAX_IMAGE_PIXELS, log);
  const server = openServer(
    {
      service: {
        name: "Jina",
        key: "JINA_API_KEY",
        address: "JINA_BASE_URL",
        largest: "8 MB, 32,768 tokens",
      },
      provider: "jina",
      url,
      dialect: dialects.jina,
      nameOf: nameAtService,
      key,
      encoding: "base64",
      purposes: tasks,
      // A free key may have five requests in flight.
      maxCalls: 4,
      gatherMs: 15,
      maxImageBytes: 8_000_000,
      quota: createQuota(settings.JINA_REQUESTS_PER_MINUTE, "JINA_REQUESTS_PER_MINUTE", openBucket),
    },
    converter,
    context,
  );

  return {
    name: "jina",
    limits: (_model, modality) => server.limits(modality === "TEXT" ? "TEXT" : "IMAGE"),
    async embed(model, inputs, options) {
      if (!key) {
        throw unavailable(model, noKey);
      }
      return server.embed(model, inputs, options);
    },
    revision: (model) => `${nameAtService(model)} at ${url}`,
    availability: () => (key ? server.availability() : noKey),
    async close() {
      server.close();
      converter.close();
    },
  };
}

const tasks = {
  DOCUMENT: "retrieval.passage",
  QUERY: "retrieval.query",
  CLASSIFICATION: "classification",
  CLUSTERING: "clustering",
};

const noKey = missingKey("Jina", "JINA_API_KEY", "https://jina.ai/api-dashboard");
