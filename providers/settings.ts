import { z } from "zod";

/**
 * One setting of the server: an environment variable. `--help`, `.env.example` and the README's
 * table are made from these.
 */
export interface Setting<Type extends z.ZodType = z.ZodType> {
  /** What the variable's text may be, and what is made of it. */
  readonly type: Type;
  /** The text that stands for an unset variable; undefined: none. */
  readonly fallback: string | number | undefined;
  readonly help: string;
  /** The default as people are told it, where it depends on the machine. */
  readonly shown?: string;
  /** Never printed. */
  readonly secret?: true;
}

export type Settings = Readonly<Record<string, Setting>>;

/** The values of a table of settings. */
export type ValuesOf<Table extends Settings> = {
  readonly [Name in keyof Table]: z.output<Table[Name]["type"]>;
};

/** Two settings that are right by themselves and wrong together: the one to blame, and why. */
export interface Conflict {
  readonly setting: string;
  readonly message: string;
}

export function setting<Type extends z.ZodType>(
  type: Type,
  fallback: Setting["fallback"],
  help: string,
  shown?: string,
): Setting<Type> {
  return { type, fallback, help, ...(shown !== undefined && { shown }) };
}

/** A key or password. */
export function secret(help: string): Secret<z.ZodOptional<z.ZodString>>;
export function secret<Type extends z.ZodType>(help: string, type: Type): Secret<Type>;
export function secret(help: string, type: z.ZodType = z.string().optional()) {
  return { ...setting(type, undefined, help), secret: true } as const;
}
type Secret<Type extends z.ZodType> = Setting<Type> & { readonly secret: true };

export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  const error = `expected a whole number, ${range}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

export function flag() {
  return z.stringbool({ error: "expected true or false" });
}

export function url() {
  return z.url({ protocol: /^https?$/, error: "expected an http(s) URL" });
}

/** The address of a service; `fetch` refuses one with user and password, and repeats them. */
export function serviceUrl() {
  return url().refine(hasNoCredentials, "expected an http(s) URL without user and password");
}

function hasNoCredentials(text: string): boolean {
  const { username, password } = URL.canParse(text) ? new URL(text) : {};
  return !username && !password;
}

/**
 * A text about addresses, for people and logs: `user:password@` is hidden, also where it makes the
 * address a wrong one. A name such as `model@001` stays.
 */
export function withoutCredentials(text: string): string {
  return text.replace(/(:\/\/)[^\s"]*@|^[^\s,@/]*:(?!\/\/)[^\s,]*@/g, "$1***@");
}

/** Comma-separated. */
export function list() {
  return z.string().transform((text) => splitList(text));
}

export function hostAndPort() {
  const error = "expected host:port, with a port of 1 to 65535";
  return z.string().refine((text) => {
    const port = /^(?:\[[\da-f:.]+\]|[^\s:/\\@?#[\]]+):(\d{1,5})$/i.exec(text)?.[1];
    return Number(port ?? 0) > 0 && URL.canParse(`http://${text}`);
  }, error);
}

export function splitList(text: string): string[] {
  return text.split(",").flatMap((item) => item.trim() || []);
}
