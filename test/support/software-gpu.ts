import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { extract } from "tar-fs";
import { afterAll, beforeAll, vi } from "vitest";

export const noSoftwareGpu =
  process.platform === "linux" && process.arch === "x64"
    ? undefined
    : "the GPU in software is for Linux x64";

/**
 * A GPU for the tests of a suite: SwiftShader, a Vulkan driver that computes on the CPU, out of the
 * tests' Chromium.
 */
export function useSoftwareGpu(): void {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "gpu-"));
    const main = createRequire(import.meta.url).resolve("@sparticuz/chromium");
    const archive = join(main, "../../../bin/swiftshader.tar.br");
    await pipeline(createReadStream(archive), createBrotliDecompress(), extract(directory));
    vi.stubEnv("VK_DRIVER_FILES", join(directory, "vk_swiftshader_icd.json"));
    vi.stubEnv("LD_LIBRARY_PATH", directory);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true });
  });
}
