import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { promisify } from "node:util";
import { buildSchema, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { gatewayForTest, post } from "../support/start-gateway.ts";
import { documents } from "./documents.ts";

/**
 * The examples of the README and of docs/ do what they say. A query that is followed by its answer
 * is asked, `UPDATE_DOCS=1` writes what it gives; one without an answer is held against the schema.
 * Code runs, and prints what its comments say. Numbers may differ in their last digits between
 * processors.
 */
const fences = /```(\w+)(?: (\w+))?\n([^]*?)\n?```/g;
const answered =
  /```graphql\n([^`]+)```\n(?:\n```json variables\n([^`]+)```\n)?\n```json\n([^]+?\n)```/g;

const queries = documents.flatMap(({ path, text }) =>
  [...text.matchAll(answered)].map(([whole, query, variables, output]) => ({
    path,
    name: /query (\w+)/.exec(query!)![1]!,
    whole,
    query: query!,
    variables: withPhotos(JSON.parse(variables ?? "{}")),
    output: output!,
  })),
);
const blocks = documents.flatMap(({ path, text }) =>
  [...text.matchAll(fences)].map(([, language, kind, code]) => ({
    path,
    language: language!,
    kind,
    code: code!,
  })),
);
const unanswered = blocks
  .filter(({ language }) => language === "graphql")
  .filter(({ code }) => !queries.some(({ query }) => query.trimEnd() === code));
const inline = documents.flatMap(({ path, text }) =>
  [...text.replaceAll(fences, "").matchAll(/`(\{ \w[^`]+ \})`/g)].map(([, code]) => ({
    path,
    code: code!,
  })),
);
const programs = blocks.filter(({ language }) => /^[jt]s$/.test(language));

/** A fresh clone, and nothing answers there: no network, without waiting for it. */
const freshClone = { HF_HOME: "/nonexistent", HF_ENDPOINT: "http://127.0.0.1:9" };

describe("the documents", () => {
  it("have examples, and none that is not tried", () => {
    expect(queries.length).toBeGreaterThanOrEqual(8);
    expect(programs.length).toBeGreaterThanOrEqual(1);
    const variables = blocks.filter(({ kind }) => kind === "variables");
    const answers = blocks.filter(({ language, kind }) => language === "json" && !kind);
    expect(answers.length).toBe(queries.length);
    expect(variables.length).toBe(
      queries.filter(({ whole }) => whole.includes("```json variables")).length,
    );
  });

  it.each(queries)(
    "$path says what $name gives",
    async ({ path, whole, query, variables, output }) => {
      const gateway = await gatewayForTest(freshClone);
      const { data, errors } = await post(gateway, query, variables);
      const given = errors ? { data, errors } : { data };
      if (process.env.UPDATE_DOCS) {
        const text = `${format(JSON.parse(JSON.stringify(given, short)))}\n`;
        const now = readFileSync(path, "utf8");
        writeFileSync(
          path,
          now.replace(whole, () => whole.replace(output, () => text)),
        );
      } else {
        expectAlike(given, JSON.parse(output));
      }
    },
  );

  it.each([...unanswered, ...inline])("$path asks for what there is: $code", ({ code }) => {
    const schema = buildSchema(readFileSync("schema/schema.graphql", "utf8"));
    expect(validate(schema, parse(code))).toEqual([]);
  });

  it.each(programs)("$path has code that prints what it says: $code", async ({ code }) => {
    const gateway = await gatewayForTest(freshClone);
    const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text!);
    const program = code.replaceAll("http://localhost:4000", gateway.url);
    // Run where its photos are, which is inside the package, so that it finds itself by name.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", program],
      { cwd: "src/pages/photos" },
    );
    expect(said.length).toBeGreaterThan(0);
    expect(stdout.trimEnd().split("\n")).toEqual(said);
  });
});

function expectAlike(given: unknown, said: unknown): void {
  if (typeof said === "number") {
    expect(given).toBeCloseTo(said, 2);
  } else if (typeof said === "object" && said !== null) {
    expect(Object.keys(given as object)).toEqual(Object.keys(said));
    for (const [key, value] of Object.entries(said)) {
      expectAlike((given as Record<string, unknown>)[key], value);
    }
  } else if (isEncodedVector(said)) {
    expect(String(given).length).toBe(said.length);
  } else {
    expect(given).toBe(said);
  }
}

/** One bit of a vector may turn where a number is next to zero. */
function isEncodedVector(said: unknown): said is string {
  return typeof said === "string" && /^[\w+/]{60,}={0,2}$/.test(said);
}

/** JSON, with what fits on a line on one line. */
function format(value: unknown, indent = ""): string {
  const line = JSON.stringify(value, null, 1).replaceAll(/\s*\n\s*/g, " ");
  if (line.length + indent.length <= 96 || typeof value !== "object" || value === null) {
    return line;
  }
  const deeper = `${indent}  `;
  const items = Object.entries(value).map(
    ([key, item]) =>
      `${deeper}${Array.isArray(value) ? "" : `${JSON.stringify(key)}: `}${format(item, deeper)}`,
  );
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${items.join(",\n")}\n${indent}${close}`;
}

function short(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(4)) : value;
}

/** What the playground makes of the name of an attached photo. */
function withPhotos(variables: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(variables).replaceAll(/"upload":"(\w+\.jpg)"/g, (_, name: string) => {
    const photo = readFileSync(`src/pages/photos/${name}`).toString("base64");
    return `"base64":"${photo}"`;
  });
  return JSON.parse(text) as Record<string, unknown>;
}
