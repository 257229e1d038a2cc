import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnsOf, table } from "../../../src/commands/table.ts";

describe("a table", () => {
  it("aligns columns to the left or to the right, without spaces at the ends of lines", () => {
    const rows = [
      ["id", "size", ""],
      ["a", "1 MB", "x"],
      ["long name", "10 MB"],
    ];
    expect(table(rows, [undefined, "right"])).toBe(
      "id          size\na           1 MB  x\nlong name  10 MB\n",
    );
  });

  it("counts what a terminal shows, not characters", () => {
    expect(["猫", "ねこ", "😀", "e\u0301", "naïve", "ＡＢ"].map(columnsOf)).toEqual([
      2, 4, 2, 1, 5, 4,
    ]);
  });

  it("puts the last column at the same place in every line", () => {
    const words = fc.array(fc.stringMatching(/^[a-z猫]{0,9}$/), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(words, { minLength: 1, maxLength: 9 }), (rows) => {
        const lines = table(rows.map((row) => [...row, "|"]))
          .split("\n")
          .slice(0, -1);
        const places = lines.map((line) => columnsOf(line.slice(0, line.indexOf("|"))));
        expect(new Set(places).size).toBe(1);
      }),
    );
  });
});
