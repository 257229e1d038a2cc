import { create } from "../../../providers/vertex/provider.ts";
import type { Settings } from "../../../providers/vertex/settings.ts";
import { startVertex, type VertexServer } from "../../servers/vertex.ts";
import { multimodal } from "../cloud-models.ts";
import { type Cloud, setUpCloud } from "../cloud-set-up.ts";

export const vertex: Cloud<VertexServer, Settings> = {
  model: multimodal,
  dimensions: 128,
  start: startVertex,
  settings: ({ endpoint }) => ({
    GOOGLE_CLOUD_LOCATION: "europe-west4",
    VERTEX_ENDPOINT: endpoint,
    VERTEX_INSECURE: true,
    REQUEST_TIMEOUT_MS: 10_000,
    MAX_IMAGE_PIXELS: 20_000_000,
  }),
  create,
};

export const setUp = () => setUpCloud(vertex);
