import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { buildSchema, getVariableValues, parse, validate } from "graphql";
import type { OperationDefinitionNode } from "graphql";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curlCommand } from "../../../../../src/pages/compare/export/curl.ts";
import { notesOn } from "../../../../../src/pages/compare/export/notes.ts";
import {
  asDocument,
  compareOperation,
  playgroundLink,
} from "../../../../../src/pages/compare/export/operation.ts";
import { gatewayForTest } from "../../../../support/start-gateway.ts";
import { column, photo, results, sampleModel } from "../sample.ts";

const schema = buildSchema(readFileSync("schema/schema.graphql", "utf8"));
const url = "http://localhost:4000/graphql";
const models = ["a/one", "b/two"].map((id) => column([], { model: sampleModel({ id }) }));
const photos = [photo("cat.jpg"), photo("b", { source: "https://example.org/b.jpg" })];
const sample = results(photos, ["cat", "dog"], models);

describe("the operation that repeats a run", () => {
  it.each([null, ["a photo of {label}"]])("is valid, with templates %j", (templates) => {
    const { query, variables } = compareOperation(sample, templates);
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    const operation = document.definitions[0] as OperationDefinitionNode;
    const { errors, coerced } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      variables,
    );
    expect(errors).toBeUndefined();
    expect(coerced).toEqual({
      images: [{ upload: "cat.jpg" }, { url: "https://example.org/b.jpg" }],
      texts: ["cat", "dog"],
      models: ["a/one", "b/two"],
      ...(templates && { templates }),
    });
  });

  it("is one text with its variables in a comment", () => {
    const text = asDocument(compareOperation(sample, null));
    expect(validate(schema, parse(text))).toEqual([]);
    const comment = text.split("# Variables:\n")[1]!.replaceAll(/^# /gm, "");
    expect(JSON.parse(comment)).toEqual(compareOperation(sample, null).variables);
  });

  it("opens in the playground by a link, unless that would be too long", () => {
    const operation = compareOperation(sample, null);
    const link = new URL(playgroundLink(operation)!, "http://localhost:4000/compare");
    expect(link.pathname).toBe("/graphql");
    expect(link.searchParams.get("query")).toBe(operation.query);
    expect(JSON.parse(link.searchParams.get("variables")!)).toEqual(operation.variables);
    const labels = Array.from({ length: 400 }, (_, i) => `some long label ${i}`);
    expect(playgroundLink(compareOperation(results(photos, labels, models), null))).toBeNull();
  });
});

describe("the curl command", () => {
  it("is read by the shell as what was meant, whatever names and labels hold", () => {
    const text = fc.string({ unit: "binary" });
    const name = text.filter(
      (value) => value !== "" && !/[\0/]/.test(value) && value.isWellFormed(),
    );
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 4 }),
        fc.array(text),
        (names, labels) => {
          const run = results(
            names.map((each) => photo(each)),
            labels,
            models,
          );
          const words = wordsOf(curlCommand(compareOperation(run, null), url));
          expect(words[0]).toBe(url);
          const form = formOf(words);
          expect(JSON.parse(form.operations!).variables.texts).toEqual(labels);
          expect(names.map((_, i) => fileNameOf(form[i]!))).toEqual(names);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("sends JSON when there is no file", () => {
    const run = results([photos[1]!], ["it's"], models);
    const words = wordsOf(curlCommand(compareOperation(run, null), url));
    expect(words.slice(0, 4)).toEqual([url, "-H", "content-type: application/json", "--data-raw"]);
    expect(JSON.parse(words[4]!).variables).toEqual({
      images: [{ url: "https://example.org/b.jpg" }],
      texts: ["it's"],
      models: ["a/one", "b/two"],
    });
  });

  it("takes a key from the environment, where the server wants one, and has none in it", () => {
    const run = results([photos[1]!], ["it's"], models);
    const command = curlCommand(compareOperation(run, null), url, true);
    process.env["PARALLAX_KEY"] = "a $key";
    try {
      expect(wordsOf(command).slice(0, 3)).toEqual([url, "-H", "Authorization: Bearer a $key"]);
    } finally {
      delete process.env["PARALLAX_KEY"];
    }
    expect(notesOn(run, 10, true)).toEqual([expect.stringContaining("PARALLAX_KEY")]);
  });

  it("does not take a photo for curl's own input", () => {
    const run = results([photo("-")], ["cat"], models);
    const form = formOf(wordsOf(curlCommand(compareOperation(run, null), url)));
    expect(form[0]).toBe('@"./-"');
  });

  it("is answered by a gateway", async () => {
    const gateway = await gatewayForTest();
    const model = "parallax/mini";
    const photo2 = "test/fixtures/photos/rocket.jpg";
    const run = results(
      [photo("test/fixtures/photos/chelsea.jpg"), photo(photo2)],
      ["a cat; type=text", "a rocket's @launch"],
      [column([], { model: sampleModel({ id: model }) })],
    );
    const words = wordsOf(curlCommand(compareOperation(run, null), `${gateway.url}/graphql`));
    const body = new FormData();
    for (const [key, value] of Object.entries(formOf(words)).toSorted(filesLast)) {
      const file = /^\d+$/.test(key) ? readFileSync(fileNameOf(value)) : undefined;
      body.append(key, file ? new Blob([new Uint8Array(file)]) : value);
    }
    const response = await fetch(words[0]!, {
      method: "POST",
      headers: { "apollo-require-preflight": "true" },
      body,
    });
    const { data, errors } = (await response.json()) as { data: any; errors?: unknown };
    expect(errors).toBeUndefined();
    const [result] = data.compare.results;
    expect(result.model.id).toBe(model);
    expect(result.classifications.map(({ best }: any) => best.label)).toEqual([
      "a cat; type=text",
      "a rocket's @launch",
    ]);
  });
});

describe("notes on the operation", () => {
  it("say what it leaves to whoever runs it", () => {
    expect(notesOn(results([photos[1]!], ["cat"], models), 10)).toEqual([]);
    const twice = [photo("a.jpg"), photo("a.jpg", { id: "other" })];
    const chosen = [column([], { activation: "SIGMOID" })];
    const notes = notesOn(results(twice, ["cat"], chosen), 1);
    expect(notes).toHaveLength(4);
    expect(notes[1]).toContain("named a.jpg");
    expect(notes[2]).toContain("2 files, and this gateway takes 1");
    expect(notes[3]).toContain("SIGMOID");
  });
});

/** The arguments that a shell gives to curl. */
function wordsOf(command: string): string[] {
  const script = `curl() { for word; do printf '%s\\000' "$word"; done; }\n${command}\n`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

/** The parts of the form by their names, in the way curl reads its options. */
function formOf(words: readonly string[]): Record<string, string> {
  const parts = words.flatMap((word, i) =>
    words[i - 1] === "--form-string" || words[i - 1] === "-F" ? [word] : [],
  );
  return Object.fromEntries(parts.map((part) => splitAt(part, part.indexOf("="))));
}

function splitAt(text: string, index: number): [string, string] {
  return [text.slice(0, index), text.slice(index + 1)];
}

/** Of `@"name"`: between the quotes, a backslash makes the next character stand for itself. */
function fileNameOf(value: string): string {
  const [, quoted] = /^@"((?:[^"\\]|\\.)*)"$/su.exec(value) ?? [];
  return quoted!.replaceAll(/\\(.)/gsu, "$1").replace(/^\.\/(?=-)/, "");
}

function filesLast([a]: [string, string], [b]: [string, string]): number {
  return Number(/^\d+$/.test(a)) - Number(/^\d+$/.test(b));
}
