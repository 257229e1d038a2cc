import { z } from "zod";
import { isOrigin } from "../config/types.ts";

/** The largest that GraphQL's Int holds: callers are shown their limits. */
const mostPoints = 2 ** 31 - 1;

const whole = (min: number, max = Number.MAX_SAFE_INTEGER) => {
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
  const error = `expected a whole number, ${range}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
const amount = () => {
  const error = "expected a number, 0 or more";
  return z.number({ error }).min(0, { error });
};

/** What a key's entry, or a token's claim, may say of its caller; docs/keys.md explains each. */
export const limits = {
  models: z.array(z.string().min(1)).optional(),
  pull: z.boolean().default(false),
  pointsPerHour: whole(0, mostPoints).optional(),
  usdPerDay: amount().optional(),
  maxInFlight: whole(1).optional(),
  origins: z
    .array(z.string().refine(isOrigin, "expected an origin such as https://app.example.com"))
    .optional(),
  maxFetches: whole(0).optional(),
  fetchMbPerMinute: amount().optional(),
  videoSecondsPerHour: amount().optional(),
};

/** Of `parallax` in a token. A limit that is misspelt would be none, so what is unknown is refused. */
export const limitsClaim = z.strictObject(limits);

/** What is wrong, by its field; never the value, which may be a key in the wrong place. */
export function problemOf({ path, message, ...issue }: z.core.$ZodIssue): string {
  const field = path.reduce<string>(
    (text, part) =>
      text + (typeof part === "number" ? `[${part}]` : `${text && "."}${String(part)}`),
    "",
  );
  const unknown = issue.code === "unrecognized_keys" ? issue.keys : undefined;
  const what = unknown
    ? `there is no field ${unknown.map((key) => JSON.stringify(key)).join(", ")}`
    : message;
  return field ? `${field}: ${what}` : what;
}
