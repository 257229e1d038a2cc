import { join } from "node:path";
import { expect } from "vitest";
import { GatewayError } from "../../../../models/errors.ts";
import { bytesIn } from "../../../../providers/onnx/hub/download.ts";
import { repoPaths } from "../../../../providers/onnx/hub/cache.ts";
import type { HubSettings } from "../../../../providers/onnx/hub/settings.ts";
import {
  config,
  contentOf,
  expectSoundCache,
  gitHash,
  large,
  part,
  repo,
  sha256,
  type Bench,
} from "./bench.ts";

export const path = "onnx/model.onnx";

/** Pulls, expects it to fail as said, and looks for what must never be in a message. */
export async function failing(
  { hub, settings, server }: Bench,
  parts = [part],
): Promise<GatewayError> {
  const error = await hub.pull(parts).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) {
    throw new Error("expected a GatewayError", { cause: error });
  }
  expect(error.code).toBe("MODEL_UNAVAILABLE");
  expect(error.message).not.toMatch(/signature|hf_|127\.0\.0\.1|\/tmp/);
  expect(error.message).not.toContain(settings.home);
  expect(error.message).not.toContain(server.endpoint);
  expect(hub.status(parts)).toEqual({ failure: error });
  await expectSoundCache(settings);
  return error;
}

export async function partOf({ settings }: Bench): Promise<number> {
  return large.length - (await missing(settings, large));
}

/** The next pull succeeds, and costs what the cache has not. */
export async function recovers({ hub, server, settings }: Bench): Promise<void> {
  server.release();
  server.bytesSince();
  const lacking = (await missing(settings, large)) + (await missing(settings, config));
  const [snapshot] = await hub.pull([part]);
  expect(await contentOf(join(snapshot!.directory, path))).toBe(sha256(large));
  expect(server.bytesSince()).toBe(lacking);
  await expectSoundCache(settings);
}

export async function missing({ cache }: HubSettings, content: Buffer): Promise<number> {
  const paths = repoPaths(cache, repo);
  const etag = content === large ? sha256(content) : gitHash(content);
  if ((await bytesIn(paths.blob(etag))) !== undefined) {
    return 0;
  }
  return content.length - ((await bytesIn(paths.partial(etag))) ?? 0);
}
