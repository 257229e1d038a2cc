import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { AnswersTable } from "../../../../../src/pages/compare/results/answers-table.tsx";
import type { Column, Photo } from "../../../../../src/pages/compare/types.ts";
import { column, model, photo, problem, scores } from "./fixtures.ts";

const labels = ["a cat", "a dog", "a cup", "a rocket"];
const cat = scores([0.9, 0.06, 0.03, 0.01]);
const dog = scores([0.1, 0.8, 0.05, 0.05]);

function table(photos: readonly Photo[], columns: readonly Column[]): string {
  const html = renderToStaticMarkup(
    createElement(AnswersTable, {
      results: { photos, labels, columns },
      onRetry: () => {},
      onExpect: () => {},
    }),
  );
  return html.replaceAll("\u00a0", " ");
}

/** The row of a photo. */
function row(html: string, name: string): string {
  const found = html.split("<tr ").find((part) => part.includes(`title="${name}"`));
  return found ?? "";
}

/** Its words alone, each element's on a line. */
function words(html: string): string[] {
  return html
    .replaceAll("<wbr/>", "")
    .replaceAll(/<[^>]*>/g, "\n")
    .split("\n")
    .filter((line) => line.trim());
}

describe("the table of answers", () => {
  it("is a table named Results with a row a photo and a column a model", () => {
    const html = table(
      [photo("cat.jpg"), photo("dog.jpg")],
      [column([cat, dog], { model: model("a/b", "First") })],
    );
    expect(html).toContain('<table role="table" aria-label="Results"');
    expect(html).toContain('aria-label="First, a/b"');
    expect(words(row(html, "dog.jpg"))).toEqual(
      expect.arrayContaining(["dog.jpg", "a dog", "80 %"]),
    );
  });

  it("shows the best three labels, the best first", () => {
    const shown = words(row(table([photo("cat.jpg")], [column([cat])]), "cat.jpg"));
    const bars = shown.slice(shown.lastIndexOf("Some model") + 1);
    expect(bars.filter((word) => word !== " ")).toEqual([
      "a cat",
      "90 %",
      "a dog",
      "6.0 %",
      "a cup",
      "3.0 %",
    ]);
  });

  it("marks where models disagree, where none fits and what was not expected", () => {
    const photos = [photo("cat.jpg", { expected: "a dog" }), photo("else.jpg")];
    const flat = scores([0.24, 0.26, 0.22, 0.28]);
    const html = table(photos, [
      column([cat, flat]),
      column([dog, undefined], { model: model("b") }),
    ]);
    expect(row(html, "cat.jpg")).toContain("Models disagree");
    expect(row(html, "cat.jpg")).toContain("Not as expected: “a dog” is number 2 of 4.");
    expect(row(html, "else.jpg")).toContain("None fits well: the best, “a rocket”, has 28 %");
    expect(row(html, "else.jpg")).not.toContain("Models disagree");
    expect(words(html)).toContain("2 photos, 4 labels: the models disagree on 1.");
  });

  it("sums up each model above its answers", () => {
    const photos = [
      photo("cat.jpg", { expected: "a dog" }),
      photo("dog.jpg", { expected: "a dog" }),
    ];
    const flat = scores([0.24, 0.28, 0.22, 0.26]);
    const html = table(photos, [column([cat, dog]), column([flat, dog], { model: model("b") })]);
    expect(words(html)).toContain("1 of 2 right");
    expect(words(html)).toContain("2 of 2 right · no label fits 1");
  });

  it("calls no answer wrong where what is right is none of the labels", () => {
    const html = table([photo("fox.jpg", { expected: "a fox" })], [column([cat])]);
    expect(row(html, "fox.jpg")).not.toContain("Not as expected");
  });

  it("has the server's sentence in the place of an answer, and a button if it may be tried again", () => {
    const html = table(
      [photo("cat.jpg"), photo("bad.jpg")],
      [column([problem, { code: "BAD_IMAGE", message: "This is no image.", retryable: false }])],
    );
    expect(row(html, "cat.jpg")).toContain("The queue is full.");
    expect(row(html, "cat.jpg")).toContain('aria-label="Retry cat.jpg with Some model"');
    expect(row(html, "bad.jpg")).toContain("This is no image.");
    expect(row(html, "bad.jpg")).not.toContain("Retry");
  });

  it("has the problem of a whole model once, above its column", () => {
    const failed = { code: "MODEL_UNAVAILABLE", message: "It has no key.", retryable: true };
    const html = table([photo("cat.jpg")], [column([undefined], { problem: failed })]);
    expect(html.split("It has no key.")).toHaveLength(2);
    expect(html).toContain('aria-label="Retry Some model"');
    expect(row(html, "cat.jpg")).toContain("No answer");
  });

  it("says how far a model is, and keeps the place of what is to come", () => {
    const html = table(
      [photo("cat.jpg"), photo("dog.jpg")],
      [column([cat, undefined], { state: "RUNNING" })],
    );
    expect(words(html)).toContain("1 of 2");
    expect(row(html, "dog.jpg").split("<i ")).toHaveLength(4);
    const stopped = table([photo("cat.jpg")], [column([undefined], { state: "STOPPED" })]);
    expect(words(stopped)).toContain("Stopped at 0 of 1");
    expect(row(stopped, "cat.jpg")).not.toContain("<i ");
  });

  it("lets an expected label be chosen that is none of the labels", () => {
    const html = table([photo("cat.jpg", { expected: "a lynx" })], [column([cat])]);
    expect(html).toContain(
      '<option value="a lynx" selected="">a lynx (none of the labels)</option>',
    );
  });

  it("measures a cosine's bar by its model's own range, and a probability's by 0 and 1", () => {
    const html = table(
      [photo("cat.jpg")],
      [
        column([cat]),
        column([scores([0.1, 0.4, 0.2, 0.3], [0.1, 0.4, 0.2, 0.3])], {
          activation: "COSINE",
          model: model("b"),
        }),
      ],
    );
    const shares = Array.from(html.matchAll(/calc\((\d\.\d+) \*/g), ([, share]) => Number(share));
    expect(shares).toEqual([0.9, 0.06, 0.03, 1, 0.6667, 0.3333]);
  });
});
