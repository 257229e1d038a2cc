import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Modality } from "../../models/model.ts";
import { list, splitList } from "../../providers/settings.ts";

/** What the text of the server's own settings may be; `providers/settings.ts` has the common ones. */

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

/** Names as the Host header has them, without its port. */
export function hosts() {
  return list().superRefine((entries, context) => {
    for (const entry of entries) {
      if (entry !== "*" && !isHost(entry)) {
        context.addIssue({
          code: "custom",
          message: `expected * or names such as api.example.com or [::1], without a port, not "${entry}"`,
        });
      }
    }
  });
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

/** Of Valkey or Redis; what is wrong with it is told without it, as it holds a password. */
export function redisUrl() {
  return z.string().refine(isRedisUrl, {
    error: "expected redis://host:port, or rediss:// for TLS; docs/operate.md has the rest",
  });
}

function isRedisUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, password, pathname, search, hash } = new URL(text);
    // Where it is read, a wrong escape is an error of its own.
    decodeURIComponent(username + password);
    return (
      /^rediss?:$/.test(protocol) &&
      hostname !== "" &&
      /^\/?\d*$/.test(pathname) &&
      search + hash === ""
    );
  } catch {
    return false;
  }
}

export function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { origin, protocol } = new URL(text);
  return /^https?:$/.test(protocol) && origin === text;
}

function isHost(text: string): boolean {
  const url = `http://${text}`;
  return URL.canParse(url) && new URL(url).hostname === text.toLowerCase();
}

/** A shell expands the `~` of `~/models` only where a word begins, and a file .env has no shell. */
function fromHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}
