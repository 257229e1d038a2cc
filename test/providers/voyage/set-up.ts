import { create } from "../../../providers/voyage/provider.ts";
import type { VoyageSettings } from "../../../providers/voyage/settings.ts";
import { voyage as catalog } from "../../../models/catalog/voyage.ts";
import { startVoyage, type VoyageServer } from "../../servers/voyage.ts";
import { type Cloud, setUpCloud } from "../cloud-set-up.ts";

export const model = catalog[0]!;

export const voyage: Cloud<VoyageServer, VoyageSettings> = {
  model,
  dimensions: 256,
  start: startVoyage,
  settings: ({ key, url }) => ({
    VOYAGE_API_KEY: key,
    VOYAGE_BASE_URL: url,
    VOYAGE_REQUESTS_PER_MINUTE: 2000,
    VOYAGE_TOKENS_PER_MINUTE: 2_000_000,
  }),
  create,
};

export const setUp = () => setUpCloud(voyage);
