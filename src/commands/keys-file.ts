import { readConfig } from "../config/config.ts";
import { type Terminal, WrongUsage } from "./command.ts";

/** The file of keys that a command is about. @throws WrongUsage where none is named */
export function fileOfKeys(given: string | undefined, { env }: Terminal): string {
  const file = given ?? readConfig(env).API_KEYS_FILE;
  if (!file) {
    throw new WrongUsage("Which file? Set API_KEYS_FILE, or give --file <file>.");
  }
  return file;
}

/** The only positional argument. @throws WrongUsage */
export function oneName(positionals: readonly string[]): string {
  const [name, ...others] = positionals;
  if (name === undefined) {
    throw new WrongUsage("Whose key? Give a name.");
  }
  if (others.length > 0) {
    throw new WrongUsage(`One name at a time; ${others.join(", ")} is more.`);
  }
  return name;
}
