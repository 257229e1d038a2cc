import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Installed {
  /** A package of its own, outside of the repository, with the photos in it. */
  readonly folder: string;
  /** The packed client's file name. */
  readonly tarball: string;
  remove(): void;
}

/** The client as its users get it: packed by npm, and installed from that file with nothing else. */
export function installClient(): Installed {
  const folder = mkdtempSync(join(tmpdir(), "client-"));
  // Built before the tests: other tests read what is built, at the same time.
  const pack = ["pack", "--workspace", "parallax-client", "--ignore-scripts"];
  execFileSync("npm", [...pack, "--pack-destination", folder], { stdio: "ignore" });
  const [tarball] = readdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const install = ["install", "--offline", "--no-audit", "--no-fund", `./${tarball}`];
  execFileSync("npm", install, { cwd: folder, stdio: "ignore" });
  cpSync("src/pages/photos", folder, { recursive: true });
  return { folder, tarball: tarball!, remove: () => rmSync(folder, { recursive: true }) };
}
