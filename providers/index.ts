import type { Settings as CohereSettings } from "./cohere/settings.ts";
import type { Settings as OnnxSettings } from "./onnx/provider.ts";
import type { Provider, ProviderContext } from "./provider.ts";
import type { Settings as VertexSettings } from "./vertex/settings.ts";

/** What all providers together want to know of the server. */
export type Settings = OnnxSettings & CohereSettings & VertexSettings;

/**
 * Every provider by its name in the catalog. A module is loaded when the catalog has a model of
 * it; heavy SDKs are loaded by the modules themselves, on first use.
 */
export const providers: Record<string, (context: ProviderContext<Settings>) => Promise<Provider>> =
  {
    onnx: async (context) => (await import("./onnx/provider.ts")).create(context),
    cohere: async (context) => (await import("./cohere/provider.ts")).create(context),
    vertex: async (context) => (await import("./vertex/provider.ts")).create(context),
  };
