import { type ComponentType, createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { AccuracyView } from "../../../../../src/pages/compare/results/accuracy-view.tsx";
import { AgreementTable } from "../../../../../src/pages/compare/results/agreement.tsx";
import { FactsTable } from "../../../../../src/pages/compare/results/facts-table.tsx";
import type { Column, Results, Scores } from "../../../../../src/pages/compare/types.ts";
import { column, cosines, photo, results, sampleModel } from "../sample.ts";

const labels = ["cat", "dog", "cup"];
const cat = cosines(0.3, 0.2, 0.1);
const dog = cosines(0.2, 0.3, 0.1);

/** A model that answers as many photos as there are cells. */
function model(name: string, cells: readonly Scores[], facts: Partial<Column> = {}): Column {
  return column(cells, { ...facts, model: sampleModel({ id: name, name }) });
}

/** What a person reads of it, with one space between words. */
function read(View: ComponentType<{ results: Results }>, of: Results): string {
  const markup = renderToStaticMarkup(createElement(View, { results: of }));
  return markup
    .replaceAll("<wbr/>", "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");
}

describe("agreement", () => {
  const photos = [photo("a.jpg"), photo("b.jpg")];

  it("says that it takes two labels, and two models that answered", () => {
    const two = [model("one", [cat]), model("two", [cat])];
    expect(read(AgreementTable, results(photos, ["cat"], two))).toContain("takes two of them");
    const one = [model("one", [cat]), model("two", [])];
    expect(read(AgreementTable, results(photos, labels, one))).toContain("takes two models");
  });

  it("of two models is said in words, with the photos on which they differ", () => {
    const two = [model("one", [cat, cat]), model("two", [cat, dog])];
    const text = read(AgreementTable, results(photos, labels, two));
    expect(text).toContain("0.67 a similar order");
    expect(text).toContain("83 % of all pairs");
    expect(text).toContain("1 of 2 2 photos");
    expect(text).toContain("b.jpg 0.33 cat dog");
    expect(text).not.toContain("a.jpg");
  });

  it("says “so far” while a model still answers", () => {
    const two = [model("one", [cat, cat]), model("two", [cat], { state: "RUNNING" })];
    expect(read(AgreementTable, results(photos, labels, two))).toContain("answered so far");
  });

  it("of three models has all pairs, and details of the two that agree least", () => {
    const three = [model("one", [cat]), model("two", [cat]), model("three", [dog])];
    const text = read(AgreementTable, results([photos[0]!], labels, three));
    expect(text.match(/same best: \d of 1/g)).toEqual([
      "same best: 1 of 1",
      "same best: 0 of 1",
      "same best: 0 of 1",
    ]);
    expect(text).toContain("one and three Kendall’s tau-b 0.33");
  });
});

describe("accuracy", () => {
  it("says what it lacks when no label is expected", () => {
    const text = read(AccuracyView, results([photo("a")], labels, [model("one", [cat])]));
    expect(text).toContain("Say which label is right");
  });

  it("has the count, the share and its range for each model", () => {
    const photos = [photo("a", { expected: "cat" }), photo("b", { expected: "cat" })];
    const two = [model("one", [cat, dog]), model("two", [])];
    const text = read(AccuracyView, results(photos, labels, two));
    expect(text).toContain("one 50 % 1 of 2 9 % to 91 %");
    expect(text).toContain("two no answer 2");
    expect(text).toContain("cat was taken for dog");
  });

  it("names photos whose expected label is none of the labels", () => {
    const photos = [photo("a.jpg", { expected: "fox" })];
    const text = read(AccuracyView, results(photos, labels, [model("one", [cat])]));
    expect(text).toContain("1 photo not counted");
    expect(text).toContain("a.jpg (fox)");
  });

  it("folds the table of more than 20 labels", () => {
    const folded = (count: number) => {
      const many = Array.from({ length: count }, (_, i) => `label ${i}`);
      const photos = many.map((label) => photo(label, { expected: label }));
      const cells = many.map((_, i) => cosines(...many.map((__, j) => Number(i === j))));
      return read(AccuracyView, results(photos, many, [model("one", cells)]));
    };
    expect(folded(20)).not.toContain("The whole table");
    expect(folded(21)).toContain("The whole table, 21 × 21");
  });
});

describe("the table of facts", () => {
  it("marks the best of a row with a word", () => {
    const two = [
      model("one", [cat], { latencyMs: 10, computed: 1, batchSize: 1 }),
      model("two", [cat], { latencyMs: 30, computed: 1, batchSize: 1 }),
    ];
    const text = read(FactsTable, results([photo("a")], labels, two));
    expect(text).toContain("10 ms fastest 1 photo and the labels in 10 ms 30 ms 1 photo");
  });
});
