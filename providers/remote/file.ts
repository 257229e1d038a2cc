import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { parseJson } from "../parse-json.ts";
import { withoutCredentials } from "../settings.ts";
import { isSecretPath, remoteModel, type RemoteModel } from "./entry.ts";

const remoteModels = z.strictObject(
  { models: z.array(remoteModel, { error: "expected a list" }) },
  { error: "expected an object with models" },
);

/** The text of REMOTE_MODELS: a path, read when settings are. */
export function remoteModelsFile() {
  return z.string().transform((file, context): readonly RemoteModel[] => {
    try {
      return file ? readRemoteModels(file) : [];
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });
}

/** @throws Error that names each field that is wrong, its value and what was expected */
export function readRemoteModels(file: string): readonly RemoteModel[] {
  const json = parseJson(read(file));
  const result = remoteModels.safeParse(json);
  if (!result.success) {
    throw new Error(result.error.issues.map((issue) => described(issue, json)).join("\n    "));
  }
  // Paths in the file begin where it is.
  return result.data.models.map((model) =>
    model.keyFile ? { ...model, keyFile: resolve(dirname(file), model.keyFile) } : model,
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`the file cannot be read (${code ?? message})`, { cause: error });
  }
}

/** Where the problem is, what is there, unless that may be a key, and what was expected. */
function described({ path, message, ...issue }: z.core.$ZodIssue, json: unknown): string {
  const where = path.reduce<string>(
    (text, part) =>
      text + (typeof part === "number" ? `[${part}]` : `${text && "."}${String(part)}`),
    "",
  );
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => JSON.stringify(key)).join(", ");
    return `${where || "the file"}: there is no field ${names}`;
  }
  const value = path.reduce<unknown>(
    (found, part) => (found as Record<PropertyKey, unknown> | null | undefined)?.[part],
    json,
  );
  const shown =
    value === undefined || isSecretPath(path)
      ? ""
      : `, not ${withoutCredentials(JSON.stringify(value, hideSecrets) ?? "").slice(0, 100)}`;
  return `${where || "the file"}: ${message}${shown}`;
}

const hideSecrets = (name: string, value: unknown) => (isSecretPath([name]) ? "***" : value);
