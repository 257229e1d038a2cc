import { z } from "zod";
import { isLoopback } from "./loopback.ts";
import { type Conflict, flag, hostAndPort, setting, type ValuesOf } from "../settings.ts";

/** How Google Cloud is reached, by every provider that uses it. */
export const googleSettings = {
  GOOGLE_APPLICATION_CREDENTIALS: setting(
    z.string().optional(),
    undefined,
    "service account file for Vertex AI",
  ),
  GOOGLE_CLOUD_PROJECT: setting(z.string().optional(), undefined, "project that Vertex AI bills"),
  GOOGLE_CLOUD_LOCATION: setting(z.string(), "us-central1", "region of Vertex AI"),
  VERTEX_ENDPOINT: setting(hostAndPort().optional(), undefined, "host:port instead of Google's"),
  VERTEX_INSECURE: setting(
    flag(),
    "false",
    "send plain text without credentials; only to VERTEX_ENDPOINT on this machine",
  ),
};

export type GoogleSettings = ValuesOf<typeof googleSettings>;

export function googleConflicts({ VERTEX_INSECURE, VERTEX_ENDPOINT }: GoogleSettings): Conflict[] {
  if (!VERTEX_INSECURE || (VERTEX_ENDPOINT && isLoopback(VERTEX_ENDPOINT))) {
    return [];
  }
  const message = "it needs a VERTEX_ENDPOINT on this machine, such as 127.0.0.1:<port>";
  return [{ setting: "VERTEX_INSECURE", message }];
}
