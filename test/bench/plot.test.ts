import { describe, expect, it } from "vitest";
import { linearTicks, logScale, plot, powersOfTen } from "./plot.ts";

describe("a plot", () => {
  it("gives each doubling of a logarithmic axis the same width", () => {
    const x = logScale(1, 1024, 0, 100);
    expect([1, 2, 4, 1024].map((value) => Math.round(x(value)))).toEqual([0, 10, 20, 100]);
  });

  it("has ticks around all values", () => {
    expect(linearTicks([0.3, 0.71])).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
    expect(powersOfTen([2, 370])).toEqual([1, 10, 100, 1000]);
  });

  it("draws one line for each series, with its name where there are several", () => {
    const points = [
      [1, 10],
      [4, 20],
    ] as const;
    const svg = plot({
      title: "a < b",
      xLabel: "clients",
      xTicks: [1, 4],
      panels: [
        {
          label: "ms",
          scale: "log",
          series: [
            { name: "p50", points },
            { name: "p99", points },
          ],
        },
      ],
    });
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg).toContain(">p99</text>");
    expect(svg).toContain("a &lt; b");
  });
});
