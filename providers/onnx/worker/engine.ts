import { GatewayError } from "../../../models/errors.ts";
import type { OpenGraph } from "./graph.ts";
import type { Load } from "./protocol.ts";

/** Graphs that inference engines run: calls go to whichever endpoint has the least in flight. */
export function startEngine(_load: Load): OpenGraph<"engine"> {
  return async ({ endpoints }) => {
    const [endpoint] = endpoints;
    throw new GatewayError("MODEL_UNAVAILABLE", `${endpoint?.address} cannot be called yet.`);
  };
}
