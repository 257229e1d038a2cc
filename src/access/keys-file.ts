import { readFile } from "node:fs/promises";
import { z } from "zod";
import { parseJson } from "../../providers/parse-json.ts";
import { limits, problemOf } from "./limits.ts";

/** Names stand in logs and are labels of metrics, so they are short, and there are not too many. */
const mostKeys = 1000;

export const keyName = z
  .string()
  .regex(
    /^[A-Za-z0-9][\w.-]{0,63}$/,
    "expected 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit",
  );

const entry = z.strictObject({
  name: keyName,
  sha256: z
    .string()
    .regex(/^[\da-f]{64}$/i, "expected the 64 hexadecimal digits of the key's SHA-256")
    .toLowerCase(),
  ...limits,
});

const keysFile = z.strictObject({
  keys: z
    .array(entry)
    .max(mostKeys, `expected at most ${mostKeys}; for more callers use tokens (JWT_ISSUER)`)
    .superRefine((keys, context) => {
      for (const field of ["name", "sha256"] as const) {
        const seen = new Map<string, number>();
        for (const [i, { [field]: value }] of keys.entries()) {
          const before = seen.get(value);
          if (before !== undefined) {
            const message = `it is that of keys[${before}] as well`;
            context.addIssue({ code: "custom", path: [i, field], message });
          }
          seen.set(value, i);
        }
      }
    }),
});

/** One key: whose it is, its hash, its limits. */
export type KeyEntry = z.output<typeof entry>;

/** @throws Error that names the file, and each entry and field that is wrong */
export async function readKeysFile(file: string): Promise<readonly KeyEntry[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${error.code ?? error.message}).`, { cause: error });
  });
  try {
    return parseKeys(text);
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws Error that names each entry and field that is wrong */
export function parseKeys(text: string): readonly KeyEntry[] {
  const json = parseJson(text);
  const result = keysFile.safeParse(json);
  if (result.success) {
    return result.data.keys;
  }
  throw new Error(result.error.issues.map((issue) => located(issue, json)).join("\n  "));
}

/** A problem with the name of its entry, where it has one that can be shown. */
function located(issue: z.core.$ZodIssue, json: unknown): string {
  const [list, i, ...path] = issue.path;
  if (list !== "keys" || typeof i !== "number") {
    return problemOf(issue);
  }
  const { data: name } = keyName.safeParse((json as { keys: { name?: unknown }[] }).keys[i]?.name);
  return `keys[${i}]${name ? ` (${name})` : ""}: ${problemOf({ ...issue, path })}`;
}
