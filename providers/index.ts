import type { Log, Provider } from "./provider.ts";
import type { Model } from "../models/types.ts";
import type { Settings as OnnxSettings } from "./onnx/provider.ts";

/** What all providers together want to know of the server. */
export interface ProvidersContext {
  readonly settings: OnnxSettings;
  readonly log: Log;
  count(event: string, model: Model, by?: number): void;
}

/**
 * Every provider by its name in the catalog. A module is loaded when the catalog has a model of
 * it; heavy SDKs are loaded by the modules themselves, on first use.
 */
export const providers: Record<string, (context: ProvidersContext) => Promise<Provider>> = {
  onnx: async (context) => (await import("./onnx/provider.ts")).create(context),
};
