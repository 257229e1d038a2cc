import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tidyNumbers } from "../../../../src/pages/playground/tidy-numbers.ts";

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

describe("numbers in the response pane", () => {
  it("stand as many to a line as fit, indented as before", () => {
    const vector = Array.from({ length: 6 }, (_, i) => -0.123456789 - i);
    expect(tidyNumbers(pretty({ vector }))).toBe(
      `{
  "vector": [
    -0.123456789, -1.123456789, -2.123456789,
    -3.123456789, -4.123456789, -5.123456789
  ]
}`,
    );
  });

  it("stand on the line of their name when they are few", () => {
    expect(tidyNumbers(pretty({ cosine: [[0.1, 0.2], [0.3]] }))).toBe(
      '{\n  "cosine": [\n    [0.1, 0.2],\n    [0.3]\n  ]\n}',
    );
  });

  it("never reach over a narrow pane's edge, if one alone fits a line", () => {
    const vectors = fc.array(
      fc.array(fc.float({ noNaN: true, min: -1, max: 1 }), { minLength: 1 }),
    );
    fc.assert(
      fc.property(vectors, fc.integer({ min: 32, max: 60 }), (vectors, columns) => {
        const tidy = tidyNumbers(pretty({ data: { vectors } }), columns);
        for (const line of tidy.split("\n")) {
          expect(line.length).toBeLessThanOrEqual(columns);
        }
        expect(tidyNumbers(tidy, columns)).toBe(tidy);
      }),
    );
  });

  it("leave everything around them as it was, lists in strings too", () => {
    const doubles = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((number) => Math.fround(number) !== number);
    const texts = fc.constantFrom("[1,2]", "[\n1,\n2\n]", "[0.30000001192092896]", "]\n[");
    const json = fc.anything({ values: [doubles, texts, fc.integer(), fc.string(), fc.boolean()] });
    fc.assert(
      fc.property(fc.array(fc.oneof(json, fc.array(doubles))), (value) => {
        expect(pretty(JSON.parse(tidyNumbers(pretty(value))))).toBe(pretty(value));
      }),
    );
  });

  it("are written with the digits of a float32 where they are one", () => {
    const floats = fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1 });
    expect(tidyNumbers(pretty([Math.fround(0.1), 0.1, 512]))).toBe("[0.1, 0.1, 512]");
    fc.assert(
      fc.property(floats, (vector) => {
        const text = tidyNumbers(pretty([...vector]));
        expect(Float32Array.from(JSON.parse(text) as number[])).toEqual(
          vector.map((float) => float + 0),
        );
      }),
    );
  });

  it("are left as they are the second time", () => {
    const once = tidyNumbers(pretty([[1, 2], Array.from({ length: 9 }, (_, i) => i / 7)]));
    expect(tidyNumbers(once)).toBe(once);
  });
});
