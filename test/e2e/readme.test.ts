import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { gatewayForTest, post } from "../support/start-gateway.ts";

/**
 * The README's queries give what it says they give. `UPDATE_README=1` writes what they give.
 * Numbers may differ in their last digits between processors.
 */
const readme = readFileSync("README.md", "utf8");
const example =
  /```graphql\n([^`]+)```\n(?:\n```json variables\n([^`]+)```\n)?\n```json\n([^]+?\n)```/g;
const examples = [...readme.matchAll(example)].map(([whole, query, variables, output]) => ({
  name: /query (\w+)/.exec(query!)![1]!,
  whole,
  query: query!,
  variables: withPhotos(JSON.parse(variables ?? "{}")),
  output: output!,
}));

describe("the README", () => {
  it("has examples", () => {
    expect(examples.length).toBeGreaterThanOrEqual(8);
  });

  it.each(examples)("says what $name gives", async ({ whole, query, variables, output }) => {
    // A fresh clone, and nothing answers there: no network, without waiting for it.
    const gateway = await gatewayForTest({
      HF_HOME: "/nonexistent",
      HF_ENDPOINT: "http://127.0.0.1:9",
    });
    const { data, errors } = await post(gateway, query, variables);
    const given = errors ? { data, errors } : { data };
    if (process.env.UPDATE_README) {
      const text = `${format(JSON.parse(JSON.stringify(given, short)))}\n`;
      const now = readFileSync("README.md", "utf8");
      writeFileSync(
        "README.md",
        now.replace(whole, () => whole.replace(output, () => text)),
      );
    } else {
      expectAlike(given, JSON.parse(output));
    }
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
    const photo = readFileSync(`src/playground/photos/${name}`).toString("base64");
    return `"base64":"${photo}"`;
  });
  return JSON.parse(text) as Record<string, unknown>;
}
