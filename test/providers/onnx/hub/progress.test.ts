import { describe, expect, test } from "vitest";
import { terminalProgress } from "../../../../providers/onnx/hub/progress.ts";

const total = 100_000_000;

function view(terminal: { isTTY?: boolean; columns?: number }) {
  const written: string[] = [];
  let clock = 1000;
  const stream = { ...terminal, write: (text: string) => written.push(text) };
  const progress = terminalProgress(stream, "acme/clip", () => clock);
  return {
    written,
    end: () => progress.end(),
    at(ms: number, megabytes: number) {
      clock = 1000 + ms;
      progress.update({ done: megabytes * 1e6, total });
    },
  };
}

describe("on a terminal", () => {
  test("one line is drawn over: bar, rate and time left", () => {
    const { written, at, end } = view({ isTTY: true, columns: 100 });
    at(0, 20);
    at(2000, 40);
    at(4000, 100);
    end();
    const [start, middle, done, last] = written;
    expect(start).toBe(`\r[########${"-".repeat(32)}] acme/clip 20% 20.0 of 100.0 MB\u001b[K`);
    expect(middle).toContain("40% 40.0 of 100.0 MB, 10.0 MB/s, 6 s left");
    expect(done).toMatch(/\[#{40}\] acme\/clip 100% 100\.0 of 100\.0 MB, 20\.0 MB\/s\u001b/);
    expect(last).toBe("\n");
  });

  test("it is drawn ten times a second at most, and the end is always shown", () => {
    const { written, at, end } = view({ isTTY: true, columns: 100 });
    for (let ms = 0; ms < 1000; ms++) {
      at(ms, ms / 10);
    }
    expect(written).toHaveLength(10);
    end();
    expect(written.at(-2)).toContain("99% 99.9 of 100.0 MB");
  });

  test("it never grows longer than the line", () => {
    const { written, at } = view({ isTTY: true, columns: 70 });
    at(0, 0);
    at(60_000, 0.5);
    expect(written.at(-1)).toContain("3 h 19 min left");
    for (const text of written) {
      expect(text.replace("\u001b[K", "").length).toBeLessThanOrEqual(70);
    }
  });
});

describe("in a log", () => {
  test("there is a line every five seconds and one at the end", () => {
    const { written, at, end } = view({});
    for (let second = 0; second <= 12; second++) {
      at(second * 1000, second);
    }
    end();
    end();
    expect(written.map((line) => /\d+%/.exec(line)?.[0])).toEqual(["0%", "5%", "10%", "12%"]);
    expect(written[1]).toBe("acme/clip 5% 5.0 of 100.0 MB, 1.0 MB/s, 1 min 35 s left\n");
  });

  test("there is nothing to say of a pull that had nothing to do", () => {
    const { written, end } = view({});
    end();
    expect(written).toEqual([]);
  });
});
