import fc from "fast-check";
import { expect, it } from "vitest";
import { measurePrompts } from "../../../models/zero-shot/measure.ts";
import { prompts } from "../../../models/zero-shot/prompt.ts";
import { expandTemplates } from "../../../models/zero-shot/templates.ts";

const parts = fc.array(fc.constantFrom("{label}", "a ", "{", "}", "label", "é"), { minLength: 1 });
const template = fc.oneof(
  parts.map((words) => words.join("")),
  fc.constantFrom("@imagenet80", "@imagenet7"),
);

it("measures prompts as they are when they are made", () => {
  const property = fc.property(
    fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    fc.array(template, { minLength: 1, maxLength: 5 }),
    (labels, templates) => {
      const made = labels.flatMap((label) => prompts(label, expandTemplates(templates)));
      const lengths = made.map(({ length }) => length);
      expect(measurePrompts(labels, templates)).toEqual({
        count: made.length,
        characters: lengths.reduce((sum, length) => sum + length, 0),
        longest: Math.max(...lengths),
      });
    },
  );
  fc.assert(property);
});

it("measures what nobody could make, in an instant", () => {
  const { count, longest } = measurePrompts(
    Array(1000).fill("x".repeat(1e6)),
    Array(100_000).fill("@imagenet80"),
  );
  expect(count).toBe(8e9);
  expect(longest).toBeGreaterThan(1e6);
});
