import { googleConflicts } from "./cloud/google-settings.ts";
import { bedrockConflicts, bedrockSettings } from "./bedrock/settings.ts";
import { cohereSettings } from "./cohere/settings.ts";
import { geminiSettings } from "./gemini/settings.ts";
import { onnxConflicts, onnxSettings } from "./onnx/settings.ts";
import type { Provider, ProviderContext } from "./provider.ts";
import { jinaSettings, remoteSettings } from "./remote/settings.ts";
import type { Conflict, ValuesOf } from "./settings.ts";
import { vertexSettings } from "./vertex/settings.ts";
import { voyageSettings } from "./voyage/settings.ts";

/** The settings of all providers; the server adds its own. */
export const providerSettings = {
  ...onnxSettings,
  ...cohereSettings,
  ...geminiSettings,
  ...vertexSettings,
  ...bedrockSettings,
  ...jinaSettings,
  ...remoteSettings,
  ...voyageSettings,
};

export type ProviderSettings = ValuesOf<typeof providerSettings>;

export function providerConflicts(settings: ProviderSettings): Conflict[] {
  return [...onnxConflicts(settings), ...googleConflicts(settings), ...bedrockConflicts(settings)];
}

/**
 * Every provider by its name in the catalog. A module is loaded when the catalog has a model of
 * it; heavy SDKs are loaded by the modules themselves, on first use.
 */
export const providers: Readonly<
  Record<string, (context: ProviderContext<ProviderSettings>) => Promise<Provider>>
> = {
  onnx: async (context) => (await import("./onnx/provider.ts")).create(context),
  cohere: async (context) => (await import("./cohere/provider.ts")).create(context),
  gemini: async (context) => (await import("./gemini/provider.ts")).create(context),
  vertex: async (context) => (await import("./vertex/provider.ts")).create(context),
  bedrock: async (context) => (await import("./bedrock/provider.ts")).create(context),
  jina: async (context) => (await import("./remote/jina.ts")).create(context),
  remote: async (context) => (await import("./remote/provider.ts")).create(context),
  voyage: async (context) => (await import("./voyage/provider.ts")).create(context),
};
