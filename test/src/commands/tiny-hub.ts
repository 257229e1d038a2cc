import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startHub, type HubRepo, type HubServer } from "../../support/hub-server.ts";

const fixtures = join(import.meta.dirname, "../../fixtures/tiny");

/** A model of the catalog without pinned sizes, and the repository that has its files. */
export const id = "openai/clip-vit-base-patch16";
export const repo = "Xenova/clip-vit-base-patch16";

/** A hub with the files of a tiny model in that repository, until the test ends. */
export async function serveTiny(
  repos: Record<string, HubRepo> = { [repo]: tiny("clip") },
): Promise<HubServer> {
  const server = await startHub(repos);
  onTestFinished(() => server.close());
  return server;
}

/** A repository with the files of a tiny model; the graphs are large files. */
export function tiny(name: string): HubRepo {
  const folder = join(fixtures, name);
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = all.filter((file) => /\.(json|onnx)$/.test(file) && file !== "golden.json");
  return {
    commit: "c".repeat(40),
    files: Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file))])),
    lfs: files.filter((file) => file.endsWith(".onnx")),
  };
}

/** Settings that use it. */
export function online({ endpoint }: HubServer): Record<string, string> {
  return { HF_ENDPOINT: endpoint, HF_HUB_OFFLINE: "false" };
}
