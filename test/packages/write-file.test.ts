import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { writeFile } from "../../packages/build/write-file.js";

vi.mock(import("node:fs"), { spy: true });

it("is written also while another build clears away what it has not made itself", async () => {
  const folder = mkdtempSync(join(tmpdir(), "write-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { renameSync: rename } = await vi.importActual<typeof import("node:fs")>("node:fs");
  vi.mocked(renameSync).mockImplementationOnce((from, to) => {
    rmSync(from);
    rename(from, to);
  });
  writeFile(join(folder, "src/cli.js"), Buffer.from("new"));
  expect(readFileSync(join(folder, "src/cli.js"), "utf8")).toBe("new");
  expect(readdirSync(join(folder, "src"))).toEqual(["cli.js"]);
});
