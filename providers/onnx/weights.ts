import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { GatewayError } from "../../models/errors.ts";
import type { Model } from "../../models/types.ts";

/** The directory of a model's files. */
export async function directoryOf(model: Model): Promise<string> {
  const { weights } = model;
  switch (weights?.from) {
    case "package":
      return join(packageRoot(), weights.directory);
    case "directory":
      return weights.directory;
    default:
      throw new GatewayError(
        "UNSUPPORTED",
        `This build cannot fetch the weights of ${model.id} yet.`,
      );
  }
}

/** Where package.json is: above the sources as well as above their compiled copies. */
function packageRoot(directory = import.meta.dirname): string {
  return existsSync(join(directory, "package.json")) ? directory : packageRoot(dirname(directory));
}
