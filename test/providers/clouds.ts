import { cloudOf, titan } from "./bedrock/set-up.ts";
import { cohere } from "./cohere/set-up.ts";
import { gemini } from "./gemini/set-up.ts";
import { remote } from "./remote/set-up.ts";
import { vertex } from "./vertex/set-up.ts";
import { voyage } from "./voyage/set-up.ts";

/** One of each provider that calls a service, with a server for it. */
export const clouds = [cohere, gemini, vertex, voyage, cloudOf(titan), remote("vllm")] as const;
