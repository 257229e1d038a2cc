import { GatewayError } from "../../models/errors.ts";
import type { VideoSource } from "./read-media.ts";

/**
 * Where the video is stored, if it is given so. Only its syntax is checked
 * (https://cloud.google.com/storage/docs/buckets#naming): Vertex AI reads it itself.
 *
 * @throws GatewayError BAD_INPUT
 */
export function gcsUriOf({ gcsUri }: VideoSource): string | undefined {
  if (gcsUri == null) {
    return undefined;
  }
  if (/^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]\/[^\r\n]{1,1024}$/.test(gcsUri)) {
    return gcsUri;
  }
  throw new GatewayError("BAD_INPUT", "gcsUri must look like gs://bucket/path/to/video.mp4.");
}
