import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import type { EnginePlace } from "../../../models/model.ts";
import { type Conflict, integer, secret, setting, type ValuesOf } from "../../settings.ts";
import { headers } from "./headers.ts";
import { engines } from "./endpoints.ts";

export const engineSettings = {
  ENGINES: setting(
    engines(),
    "",
    "inference engines that run models' towers (docs/engines.md): id=oip+http://host:port/IMAGE_MODEL,TEXT_MODEL[,id=…]",
  ),
  ENGINE_HEADERS: secret(
    "headers of each call to an engine, such as authorization: Bearer …; one per line or separated by semicolons",
    headers().optional(),
  ),
  ENGINE_CA_FILE: setting(
    certificates().optional(),
    undefined,
    "PEM file of the certificates that engines are checked with; Node's own when unset",
  ),
  ENGINE_CALLS: setting(
    integer(1),
    8,
    "calls in flight for one model and endpoint; the engine makes batches of them",
  ),
};

export type EngineSettings = ValuesOf<typeof engineSettings>;

export function engineConflicts({ ENGINES, ENGINE_CA_FILE }: EngineSettings): Conflict[] {
  const places = ENGINES.flatMap(({ text, image }): (EnginePlace | undefined)[] => [text, image]);
  if (!ENGINE_CA_FILE || places.some((place) => place?.tls)) {
    return [];
  }
  const message = "expected an endpoint of oip+https or oip+grpcs in ENGINES beside it";
  return [{ setting: "ENGINE_CA_FILE", message }];
}

/** A path, made absolute: what it names is read where the calls are made. */
function certificates() {
  return z.string().transform((file, context) => {
    const path = resolve(file);
    try {
      // Reads the first: enough to tell a wrong file from a right one.
      void new X509Certificate(readFileSync(path));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = code?.startsWith("E") && !code.startsWith("ERR_") ? code : "it has none";
      context.addIssue({ code: "custom", message: `expected a file of PEM certificates (${why})` });
    }
    return path;
  });
}
