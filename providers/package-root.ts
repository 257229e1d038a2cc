import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where package.json is: above the sources as well as above their compiled copies. */
export function packageRoot(directory = import.meta.dirname): string {
  return existsSync(join(directory, "package.json")) ? directory : packageRoot(dirname(directory));
}

export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
