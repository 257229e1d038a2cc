import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Modality } from "../../models/model.ts";

/** What the text of an environment variable may be, and what is made of it. */

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

export function secret() {
  return z.string().optional();
}

export function list() {
  return z.string().transform((text) => splitList(text));
}

/** As browsers send them: one that is written otherwise would allow nobody. */
export function origins() {
  return list().superRefine((entries, context) => {
    for (const entry of entries) {
      if (entry !== "*" && !isOrigin(entry)) {
        context.addIssue({
          code: "custom",
          message: `expected * or origins such as https://app.example.com, not "${entry}"`,
        });
      }
    }
  });
}

export function hostAndPort() {
  const error = "expected host:port, with a port of 1 to 65535";
  return z.string().refine((text) => {
    const port = /^(?:\[[\da-f:.]+\]|[^\s:/\\@?#[\]]+):(\d{1,5})$/i.exec(text)?.[1];
    return Number(port ?? 0) > 0 && URL.canParse(`http://${text}`);
  }, error);
}

export function pairs() {
  return z.string().transform((text, context) => {
    const entries = splitList(text).map((pair) => {
      const [id = "", ...directory] = pair.split("=");
      return { id: id.trim(), directory: fromHome(directory.join("=").trim()) };
    });
    if (entries.some(({ id, directory }) => !id || !directory)) {
      context.addIssue({ code: "custom", message: "expected id=directory[,id=directory…]" });
    }
    return entries;
  });
}

export function prices() {
  return z.string().transform((text, context) =>
    splitList(text).map((item) => {
      const [, model = "", modality = "", usd] =
        /^(.+):(TEXT|IMAGE|VIDEO)=(\d+(?:\.\d+)?)$/.exec(item) ?? [];
      if (usd === undefined) {
        context.addIssue({ code: "custom", message: `expected id:MODALITY=usd, not "${item}"` });
      }
      return { model, modality: modality as Modality, usd: Number(usd) };
    }),
  );
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { origin, protocol } = new URL(text);
  return /^https?:$/.test(protocol) && origin === text;
}

/** A shell expands the `~` of `~/models` only where a word begins, and a file .env has no shell. */
function fromHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

function splitList(text: string): string[] {
  return text.split(",").flatMap((item) => item.trim() || []);
}
