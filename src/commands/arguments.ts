import { parseArgs } from "node:util";
import { WrongUsage } from "./command.ts";

interface Option {
  readonly type: "boolean" | "string";
  readonly multiple?: boolean;
}
type Config<Options> = { args: string[]; options: Options; allowPositionals: true };

/** Node's parser of arguments; what it does not like is wrong usage. @throws WrongUsage */
export function parse<Options extends Record<string, Option>>(
  args: readonly string[],
  options: Options,
): ReturnType<typeof parseArgs<Config<Options>>> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage((error as Error).message, { cause: error });
  }
}
