import { z } from "zod";
import { parseLanguage } from "../../models/language/tag.ts";
import type { Purpose } from "../../models/model.ts";
import { serviceUrl } from "../settings.ts";
import { type DialectName, dialects, encodings } from "./dialects.ts";

/** A model in the file that REMOTE_MODELS names; docs/remote.md explains each field. */
export type RemoteModel = z.output<typeof remoteModel>;

const whole = (min: number, max = Number.MAX_SAFE_INTEGER) => {
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  const error = `expected a whole number, ${range}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const positive = () => {
  const error = "expected a number above 0";
  return z.number({ error }).positive({ error });
};
const text = () => {
  const error = "expected a text";
  return z.string({ error }).trim().min(1, { error });
};
const flag = () => z.boolean({ error: "expected true or false" });
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `expected ${values.join(", ")}` });
const object = { error: "expected an object" };
const list = { error: "expected a list" };

/** Such as `acme/clip`: no space, and none of the marks that separate ids in settings. */
const id = () => {
  const error = "expected letters, digits and . _ - / @ :, the first a letter or digit";
  return z.string({ error }).regex(/^[A-Za-z0-9][\w.\-/@:]{0,199}$/, { error });
};

const purposes = ["DOCUMENT", "QUERY", "CLASSIFICATION", "CLUSTERING"] as const satisfies Purpose[];
const modality = () => oneOf(["TEXT", "IMAGE"]);
const dimensions = () => whole(1, 65_536);

const scoring = z.discriminatedUnion(
  "activation",
  [
    z.strictObject({ activation: z.literal("SOFTMAX"), scale: positive() }),
    z.strictObject({
      activation: z.literal("SIGMOID"),
      scale: positive(),
      bias: z.number({ error: "expected a number" }),
    }),
    z.strictObject({ activation: z.literal("COSINE") }),
  ],
  { error: 'expected an object whose activation is "SOFTMAX", "SIGMOID" or "COSINE"' },
);

const price = z
  .strictObject({
    modality: modality(),
    per: whole(1).default(1),
    unit: oneOf(["embedding", "token", "image", "character"]),
    usd: positive(),
    mostUnits: whole(1).optional(),
    note: text().optional(),
    source: text().optional(),
    asOf: text().optional(),
  })
  // Of what only the answer tells, budgets set aside the most.
  .refine(({ modality, unit, mostUnits }) => modality === "TEXT" || unit !== "token" || mostUnits, {
    path: ["mostUnits"],
    error: "expected the most tokens that an image may have",
  });

const anyFields = z.record(z.string(), z.json(), object);

const fields = z.strictObject(
  {
    id: id(),
    name: text().optional(),
    aliases: z.array(id(), list).default([]),
    url: serviceUrl(),
    dialect: oneOf(Object.keys(dialects) as DialectName[]),
    model: text(),
    dimensions: dimensions(),
    supportedDimensions: z.array(dimensions(), list).optional(),
    matryoshka: flag().default(false),
    space: id().optional(),
    modalities: z.array(modality(), list).nonempty(list).default(["TEXT", "IMAGE"]),
    languages: z.array(z.string().refine(isLanguage, "expected BCP 47 tags"), list).default([]),
    multilingual: flag().optional(),
    maxTextTokens: whole(1).optional(),
    imageSize: whole(1).optional(),
    scoring: scoring.optional(),
    templates: z
      .array(
        z.string().refine((template) => template.includes("{label}"), "expected {label} in it"),
        list,
      )
      .nonempty(list)
      .optional(),
    hosting: oneOf(["LOCAL", "CLOUD"]).optional(),
    license: text().optional(),
    commercialUse: flag().optional(),
    prices: z.array(price, list).default([]),
    keyEnv: z
      .string()
      .regex(/^[A-Za-z_]\w*$/, "expected the name of an environment variable, not a key")
      .optional(),
    keyFile: text().optional(),
    headers: z.record(z.string(), z.string(), object).superRefine(checkHeaders).default({}),
    encoding: oneOf(encodings).default("base64"),
    purposes: z.partialRecord(oneOf(purposes), text(), object).optional(),
    extra: z.partialRecord(modality(), anyFields, object).default({}),
    maxInputs: whole(1).optional(),
    maxCalls: whole(1).default(8),
    maxImageBytes: whole(10_000).optional(),
    requestsPerMinute: whole(1).optional(),
    usualLatencyMs: whole(1).default(100),
    revision: text().optional(),
  },
  object,
);

export const remoteModel = fields.superRefine((model, context) => {
  const wrong = (field: keyof typeof model, message: string) =>
    context.addIssue({ code: "custom", path: [field], message });
  const { supportedDimensions: lengths, dimensions, dialect } = model;
  if (lengths && Math.max(...lengths) !== dimensions) {
    wrong("supportedDimensions", `expected lengths of which the longest is ${dimensions}`);
  }
  if (model.keyEnv && model.keyFile) {
    wrong("keyFile", "expected no keyFile beside keyEnv");
  }
  const { path } = dialects[dialect];
  const { pathname, search, hash } = new URL(model.url);
  const added = path.replace(/\/[^/]*$/, "") || path;
  if (search || hash) {
    wrong("url", "expected an address without ? and #");
  }
  if (pathname.endsWith(path) || pathname.replace(/\/$/, "").endsWith(added)) {
    wrong("url", `expected the address without ${added}: the dialect ${dialect} adds ${path}`);
  }
});

/** Whether what the file has at this place may be a key, also in the wrong place. */
export function isSecretPath(path: readonly PropertyKey[]): boolean {
  return path.some((part) => part === "headers" || String(part).startsWith("key"));
}

function checkHeaders(headers: Record<string, string>, context: z.RefinementCtx): void {
  for (const [name, value] of Object.entries(headers)) {
    if (/^(proxy-)?authorization$/i.test(name)) {
      const message = "expected no key in this file: use keyEnv or keyFile";
      context.addIssue({ code: "custom", path: [name], message });
      continue;
    }
    try {
      void new Headers([[name, value]]);
    } catch {
      const message = "expected a header's name and value";
      context.addIssue({ code: "custom", path: [name], message });
    }
  }
}

function isLanguage(tag: string): boolean {
  try {
    return parseLanguage(tag) === tag;
  } catch {
    return false;
  }
}
