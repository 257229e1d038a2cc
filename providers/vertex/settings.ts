import { googleSettings } from "../cloud/google-settings.ts";
import { integer, setting, type ValuesOf } from "../settings.ts";

export const vertexSettings = {
  ...googleSettings,
  VERTEX_REQUESTS_PER_MINUTE: setting(integer(1), 600, "the project's quota, 120 to 600"),
};

export type VertexSettings = ValuesOf<typeof vertexSettings>;
