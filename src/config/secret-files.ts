import { readFileSync } from "node:fs";
import type { Conflict } from "../../providers/settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The setting that may name a file with this secret: container platforms hand secrets over so. */
export const fileSettingOf = (name: string) => `${name}_FILE`;

/** Secrets as they are set, or as their files have them. */
export function readSecrets(
  names: readonly string[],
  environment: Environment,
): { readonly values: Environment; readonly wrong: readonly Conflict[] } {
  const values: Record<string, string> = {};
  const wrong: Conflict[] = [];
  for (const name of names) {
    const setting = fileSettingOf(name);
    const file = environment[setting];
    if (!file) {
      continue;
    }
    try {
      if (environment[name]) {
        throw new Error(`${name} is set as well: set one of them`);
      }
      values[name] = readSecret(file);
    } catch (error) {
      wrong.push({ setting, message: (error as Error).message });
    }
  }
  return { values, wrong };
}

/** What the file holds, without the newline that editors and `echo` leave. */
function readSecret(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`the file cannot be read (${code ?? message})`, { cause: error });
  }
  const secret = text.replace(/[\r\n]+$/, "");
  if (secret === "") {
    throw new Error("the file is empty");
  }
  return secret;
}
