/**
 * The schema against that of the last release. At a release, keep it for the next:
 *
 *     cp schema/schema.graphql test/fixtures/schema/<version>.graphql
 *
 * and empty the list of dangerous changes below.
 */
import { type Change, CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";

const releases = "test/fixtures/schema";

/** Changes that could surprise a client, each with the reason why it does not. */
const dangerous: readonly string[] = [
  // A URL to read; the values are what they were.
  "Directive 'specifiedBy' was added to scalar 'Upload'",
  "Directive 'specifiedBy' was added to scalar 'Vector'",
  // Without it, what was answered before is answered.
  "Argument 'commercialUse: Boolean' added to field 'Query.models'",
  ...["classify", "classifyImages", "compare", "embedText", "embedTexts", "similarity"].map(
    (field) => `Argument 'language: String' added to field 'Query.${field}'`,
  ),
];

let changes: readonly Change[];
beforeAll(async () => {
  const last = readdirSync(releases)
    .toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .at(-1);
  changes = await diff(read(`${releases}/${last}`), read("schema/schema.graphql"));
});

function read(file: string) {
  return buildSchema(readFileSync(file, "utf8"));
}

function messages(level: CriticalityLevel): string[] {
  return changes
    .filter(({ criticality }) => criticality.level === level)
    .map(({ message }) => message);
}

describe("since the last release", () => {
  it("no change of the schema breaks a client", () => {
    expect(messages(CriticalityLevel.Breaking)).toEqual([]);
  });

  it("every dangerous change of the schema is meant", () => {
    expect(messages(CriticalityLevel.Dangerous).toSorted()).toEqual(dangerous.toSorted());
  });
});
