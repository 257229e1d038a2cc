import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shown } from "../../../src/graphql/errors.ts";
import { audit, unseen, withoutQuotes } from "../../../src/telemetry/audit.ts";

function logged(errors: readonly { code: string; message: string }[]) {
  const lines: object[] = [];
  const info = (fields: object) => void lines.push(fields);
  audit({ info, warn() {}, error() {} }, { ...unseen, status: 200, errors });
  return lines;
}

/** Also longer than a message may be. */
const quoted = fc
  .tuple(fc.string({ unit: fc.constantFrom('"', "\\", " … ", "\n", "a", "😀") }), fc.nat(90))
  .map(([text, times]) => text.repeat(times));

describe("messages in the log", () => {
  it("keep nothing that they quote, however it is written and clipped", () => {
    fc.assert(
      fc.property(quoted, quoted, (one, other) => {
        const message = `The label ${JSON.stringify(one)} is not ${JSON.stringify(other)}.`;
        expect(withoutQuotes(shown(message))).toBe('The label "…".');
      }),
    );
  });

  it("lose all after a quotation mark that has no second", () => {
    expect(withoutQuotes('Unexpected token in "secret')).toBe('Unexpected token in "…"');
  });

  it("are cut, and five different ones at most", () => {
    const errors = Array.from({ length: 8 }, (_, i) => ({
      code: "BAD_INPUT",
      message: `${i} ${"x".repeat(1000)}`,
    }));
    const [line, messages] = logged([...errors, errors[0]!]);
    expect(line).toMatchObject({ codes: ["BAD_INPUT"] });
    expect(messages).toMatchObject({ more: 3, errors: [{ times: 2 }, {}, {}, {}, {}] });
    expect(JSON.stringify(messages).length).toBeLessThan(2000);
  });
});
