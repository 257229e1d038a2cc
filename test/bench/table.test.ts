import { describe, expect, it } from "vitest";
import { summary } from "./measure.ts";
import { median, quantile } from "./statistics.ts";
import { markdownTable, number, plainTable } from "./table.ts";

describe("the benchmark's figures", () => {
  it("are medians and nearest ranks", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(
      quantile(
        Array.from({ length: 200 }, (_, i) => i + 1),
        0.99,
      ),
    ).toBe(198);
    expect(quantile([], 0.5)).toBeNaN();
  });

  it("compare rates within a round, not medians of different rounds", () => {
    const round = (rate: number) => ({ rate, p50: 1, cpu: { load: 1 } });
    const { ratio } = summary([round(50), round(400), round(90)], [100, 1000, 100]);
    expect(ratio).toBe(0.5);
  });

  it("are a dash where they could not be measured", () => {
    expect(number(undefined, 2)).toBe("–");
    expect(summary([{ rate: 1, p50: 1, cpu: { load: 1 } }], [1]).cpu.server).toBeNaN();
  });

  it("stand in columns, or in Markdown", () => {
    const cells = [
      ["", "ratio"],
      ["text", "0.5"],
    ];
    expect(plainTable(cells)).toBe("      ratio\ntext    0.5");
    expect(markdownTable(cells)).toBe("|  | ratio |\n| --- | --- |\n| text | 0.5 |");
  });
});
