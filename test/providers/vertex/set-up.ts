import { create } from "../../../providers/vertex/provider.ts";
import type { VertexSettings } from "../../../providers/vertex/settings.ts";
import { startVertex, type VertexServer } from "../../servers/vertex.ts";
import { multimodal } from "../cloud-models.ts";
import { type Cloud, setUpCloud } from "../cloud-set-up.ts";

export const vertex: Cloud<VertexServer, VertexSettings> = {
  model: multimodal,
  dimensions: 128,
  start: startVertex,
  settings: ({ endpoint }) => ({
    GOOGLE_APPLICATION_CREDENTIALS: undefined,
    GOOGLE_CLOUD_PROJECT: undefined,
    GOOGLE_CLOUD_LOCATION: "europe-west4",
    VERTEX_ENDPOINT: endpoint,
    VERTEX_INSECURE: true,
    VERTEX_REQUESTS_PER_MINUTE: 600,
  }),
  create,
};

export const setUp = () => setUpCloud(vertex);
