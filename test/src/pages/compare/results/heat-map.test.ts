import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { moved } from "../../../../../src/pages/compare/results/grid-keys.ts";
import { HeatMap, readout } from "../../../../../src/pages/compare/results/heat-map.tsx";
import { HeatMaps } from "../../../../../src/pages/compare/results/heat-maps.tsx";
import type { Column } from "../../../../../src/pages/compare/types.ts";
import { column, model, photo, problem, scores } from "./fixtures.ts";

const photos = [photo("tench.jpg"), photo("bad.jpg")];
const labels = ["a fish", "a cat", "a dog"];
const tench = scores([0.91, 0.06, 0.03], [0.312, 0.112, 0.012]);

function map(cells: Column["cells"], numbers = false): string {
  const props = { column: column(cells), photos, labels, numbers };
  return renderToStaticMarkup(createElement(HeatMap, props));
}

/** Of each colour of a row, how much of it is warm. */
function warmths(html: string): number[] {
  return Array.from(html.matchAll(/var\(--heat\) (\d+)%/g), ([, warmth]) => Number(warmth));
}

describe("a heat map", () => {
  it("is coloured from its model's lowest to its highest cosine", () => {
    expect(warmths(map([tench, undefined]))).toEqual([100, 33, 0]);
    const other = scores([0.91, 0.06, 0.03], [0.9, 0.7, 0.6]);
    expect(warmths(map([other, undefined]))).toEqual([100, 33, 0]);
    expect(map([other, undefined])).toContain("cosine 0.600");
  });

  it("stays cold where all cosines are the same", () => {
    expect(warmths(map([scores([0.3, 0.3, 0.3], [0.2, 0.2, 0.2]), undefined]))).toEqual([0, 0, 0]);
  });

  it("names every cell by its cosine, and shows it when it is asked for", () => {
    expect(map([tench, undefined])).toContain('aria-label="0.312" class="hot best"></td>');
    expect(map([tench, undefined], true)).toContain('class="hot best">0.312</td>');
  });

  it("marks the best label of a photo", () => {
    expect(map([tench, undefined]).match(/\bbest"><\/td>/g)).toHaveLength(1);
  });

  it("says why there is none", () => {
    expect(map([undefined, undefined])).toContain("No answer yet");
    const failed = { code: "MODEL_UNAVAILABLE", message: "It has no key.", retryable: false };
    const props = {
      column: column([undefined], { problem: failed }),
      photos,
      labels,
      numbers: false,
    };
    expect(renderToStaticMarkup(createElement(HeatMap, props))).toContain("It has no key.");
  });

  it("reads out a cell", () => {
    const some = column([tench, problem]);
    expect(readout({ photo: 0, label: 0 }, some, photos, labels)).toBe(
      "tench.jpg × a fish: cosine 0.312, score 91\u00a0%, rank 1 of 3",
    );
    expect(readout({ photo: 0, label: 2 }, { ...some, activation: "COSINE" }, photos, labels)).toBe(
      "tench.jpg × a dog: cosine 0.012, rank 3 of 3",
    );
    expect(readout({ photo: 1, label: 0 }, some, photos, labels)).toBe(
      "bad.jpg × a fish: The queue is full.",
    );
  });

  it("is of one model at a time, with a sentence why colours are not compared", () => {
    const columns = ["First", "Second"].map((name) =>
      column([tench, problem], { model: model(name) }),
    );
    const html = renderToStaticMarkup(
      createElement(HeatMaps, { results: { photos, labels, columns } }),
    );
    expect(html.match(/role="grid"/g)).toHaveLength(1);
    expect(html).toContain("Do not compare them between models");
  });
});

describe("a key in a heat map", () => {
  const size = { photos: 30, labels: 5 };
  const press = (key: string, from = { photo: 3, label: 2 }, ctrlKey = false) =>
    moved(from, { key, ctrlKey }, size);

  it("moves by one cell, and not over the edge", () => {
    expect(press("ArrowLeft")).toEqual({ photo: 3, label: 1 });
    expect(press("ArrowDown")).toEqual({ photo: 4, label: 2 });
    expect(press("ArrowUp", { photo: 0, label: 0 })).toEqual({ photo: 0, label: 0 });
    expect(press("ArrowRight", { photo: 29, label: 4 })).toEqual({ photo: 29, label: 4 });
  });

  it("moves by rows, to the ends of the row and to the corners", () => {
    expect(press("PageDown")).toEqual({ photo: 13, label: 2 });
    expect(press("PageUp")).toEqual({ photo: 0, label: 2 });
    expect(press("Home")).toEqual({ photo: 3, label: 0 });
    expect(press("End", undefined, true)).toEqual({ photo: 29, label: 4 });
  });

  it("leaves other keys to the page", () => {
    expect(press("Tab")).toBeNull();
    expect(press("a")).toBeNull();
  });
});
