import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCsv } from "../../../../../src/pages/compare/export/csv.ts";
import { column, cosines, photo, results, sampleModel, tooLarge } from "../sample.ts";

describe("the CSV", () => {
  it("has one line for each photo, model and label, with the rank of the label", () => {
    const model = sampleModel({ id: "some/model", activation: "SOFTMAX" });
    const answer = { scores: Float32Array.of(0.1, 0.9), similarities: Float32Array.of(-0.02, 0.3) };
    const csv = toCsv(
      results([photo("a.jpg", { expected: "dog" })], ["cat", "dog"], [column([answer], { model })]),
    );
    expect(csv).toBe(
      "\uFEFFphoto,expected,model,label,score,similarity,rank,activation,error_code,error_message\r\n" +
        "a.jpg,dog,some/model,cat,0.1,-0.02,2,SOFTMAX,,\r\n" +
        "a.jpg,dog,some/model,dog,0.9,0.3,1,SOFTMAX,,\r\n",
    );
  });

  it("has one line for each photo without scores, with the reason", () => {
    const failed = { code: "MODEL_UNAVAILABLE", message: "no key", retryable: false };
    const csv = toCsv(
      results(
        [photo("a.jpg"), photo("b.jpg")],
        ["cat", "dog"],
        [column([tooLarge, undefined]), column([undefined, undefined], { problem: failed })],
      ),
    );
    expect(
      parse(csv)
        .slice(1)
        .map((line) => [line[0], ...line.slice(3)]),
    ).toEqual([
      ["a.jpg", "", "", "", "", "COSINE", "TOO_LARGE", 'photo "a", is too large'],
      ["a.jpg", "", "", "", "", "COSINE", "MODEL_UNAVAILABLE", "no key"],
      ["b.jpg", "", "", "", "", "COSINE", "", "no answer yet"],
      ["b.jpg", "", "", "", "", "COSINE", "MODEL_UNAVAILABLE", "no key"],
    ]);
  });

  it("keeps every name and label, whatever is in it", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(text, fc.uniqueArray(text, { minLength: 1, maxLength: 5 }), (name, labels) => {
        const answer = cosines(...labels.map((_, i) => i));
        const lines = parse(toCsv(results([photo(name)], labels, [column([answer])]))).slice(1);
        expect(lines.map((line) => line.length)).toEqual(labels.map(() => 10));
        expect(lines.map((line) => unguarded(line[0]!))).toEqual(labels.map(() => name));
        expect(lines.map((line) => unguarded(line[3]!))).toEqual(labels);
      }),
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t1", "\r1", "＝1"])(
    "makes text of %j, which a spreadsheet would run",
    (label) => {
      const lines = parse(toCsv(results([photo("a")], [label], [column([cosines(-0.5)])])));
      expect(lines[1]![3]).toBe(`'${label}`);
      // Numbers stay numbers.
      expect(lines[1]![4]).toBe("-0.5");
    },
  );
});

/** As RFC 4180 says. */
function parse(csv: string): string[][] {
  const lines: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  cell.lastIndex = 1;
  for (let match = cell.exec(csv); match; match = cell.exec(csv)) {
    lines.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === "\r\n") {
      lines.push([]);
    }
    if (cell.lastIndex === csv.length) {
      return lines.slice(0, -1);
    }
  }
  throw new Error(`no CSV: ${csv}`);
}

function unguarded(text: string): string {
  return /^'(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/.test(text) ? text.slice(1) : text;
}
