import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tidyNumbers } from "../../src/playground/tidy-numbers.ts";

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

describe("numbers in the response pane", () => {
  it("stand several to a line, indented as before", () => {
    expect(tidyNumbers(pretty({ vector: [0.5, -1, 2e-7, 4, 5, 6] }))).toBe(
      '{\n  "vector": [\n    0.5, -1, 2e-7, 4,\n    5, 6\n  ]\n}',
    );
  });

  it("stand on the line of their name when they are few", () => {
    expect(tidyNumbers(pretty({ cosine: [[0.1, 0.2], [0.3]] }))).toBe(
      '{\n  "cosine": [\n    [0.1, 0.2],\n    [0.3]\n  ]\n}',
    );
  });

  it("stay the same JSON, whatever stands around them", () => {
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }));
    const texts = fc.constantFrom("[1, 2, 3, 4, 5]", "[\n1,\n2\n]", '"[\\n1\\n]"');
    const values = fc.array(fc.oneof(numbers, texts, fc.jsonValue()));
    fc.assert(
      fc.property(values, (value) => {
        expect(pretty(JSON.parse(tidyNumbers(pretty(value))))).toBe(pretty(value));
      }),
    );
  });

  it("are left as they are the second time", () => {
    const once = tidyNumbers(pretty([[1, 2], Array.from({ length: 9 }, (_, i) => i / 8)]));
    expect(tidyNumbers(once)).toBe(once);
  });
});
