import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { EnginePlace } from "../../../models/model.ts";
import { hostAndPort } from "../../settings.ts";

/** One endpoint of ENGINES, and which of a model's towers it has. */
export interface EngineEntry {
  /** Of the model here: an id or an alias. */
  readonly id: string;
  readonly text?: EnginePlace;
  readonly image?: EnginePlace;
}

const schemes: Readonly<Record<string, Pick<EnginePlace, "protocol" | "tls">>> = {
  "oip+http": { protocol: "http", tls: false },
  "oip+https": { protocol: "http", tls: true },
  "oip+grpc": { protocol: "grpc", tls: false },
  "oip+grpcs": { protocol: "grpc", tls: true },
};
const form = "id=oip+http://host:port/IMAGE_MODEL,TEXT_MODEL";

/** `id=endpoint[,id=endpoint…]`; an endpoint ends in two names with a comma between them. */
export function engines() {
  return z.string().transform((text, context) => {
    const entries: EngineEntry[] = [];
    for (const [i, entry] of splitEntries(text).entries()) {
      const read = readEntry(entry, i + 1);
      if (typeof read === "string") {
        context.addIssue({ code: "custom", message: read });
      } else if (entries.some((other) => isDeepStrictEqual(other, read))) {
        context.addIssue({
          code: "custom",
          message: `${read.id}: the same endpoint is there twice`,
        });
      } else {
        entries.push(read);
      }
    }
    return entries;
  });
}

/** Up to the comma between the two names, and what is behind it; undefined where no comma is. */
type Entry = readonly [head: string, textModel: string | undefined];

function splitEntries(text: string): Entry[] {
  const parts = text.split(",").map((part) => part.trim());
  const entries: Entry[] = [];
  while (parts.length > 0) {
    const head = parts.shift()!;
    const [next] = parts;
    // What begins another entry is no name, and what has no address has no second name.
    const isName = head.includes("=") && next !== undefined && !/=[^=]*:\/\//.test(next);
    if (head !== "") {
      entries.push([head, isName ? parts.shift() : undefined]);
    }
  }
  return entries;
}

/** @returns what is wrong with it, where something is: never a text that may hold a password */
function readEntry([head, textModel]: Entry, position: number): EngineEntry | string {
  const [, id, scheme = "", rest = ""] = /^([^=\s]+)\s*=\s*([^:/@]+):\/\/(.*)$/.exec(head) ?? [];
  if (id === undefined) {
    return `entry ${position}: expected ${form}`;
  }
  const server = schemes[scheme];
  if (!server) {
    return `${id}: expected ${Object.keys(schemes).join(", ")}, not "${scheme}"`;
  }
  if (`${rest}${textModel}`.includes("@")) {
    return `${id}: expected no user and password in an address: ENGINE_HEADERS is for secrets`;
  }
  const [, address = "", imageModel] = /^([^/]*)(?:\/(.*))?$/.exec(rest) ?? [];
  if (!hostAndPort().safeParse(address).success) {
    return `${id}: expected host:port behind ${scheme}://, with a port of 1 to 65535`;
  }
  if (imageModel === undefined || textModel === undefined) {
    return `${id}: expected two names, ${address}/IMAGE_MODEL,TEXT_MODEL; either may be empty`;
  }
  const wrong = [imageModel, textModel].find((name) => !/^[^\s/?#=]*$/.test(name));
  if (wrong !== undefined) {
    return `${id}: expected a model's name as the engine knows it, not "${wrong}"`;
  }
  if (imageModel === "" && textModel === "") {
    return `${id}: expected the name of an image model, a text model or both`;
  }
  const place = (model: string): EnginePlace => ({ ...server, address, model });
  return {
    id,
    ...(imageModel && { image: place(imageModel) }),
    ...(textModel && { text: place(textModel) }),
  };
}
