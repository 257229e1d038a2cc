import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import { decodeBase64 } from "../../../src/media/base64.ts";

const limit = { what: "image", maxBytes: 1_000, limitName: "MAX_IMAGE_BYTES" } as const;
const decode = (text: string): Uint8Array => decodeBase64(text, limit);

function failure(text: string): GatewayError {
  try {
    decode(text);
  } catch (error) {
    if (error instanceof GatewayError) {
      return error;
    }
    throw error;
  }
  throw new Error(`${text} was taken`);
}

const bytes = fc.uint8Array({ maxLength: 200 });
const someBytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
const prefix = fc.constantFrom(
  "",
  "data:image/png;base64,",
  "DATA:image/svg+xml;charset=utf-8;BASE64,",
  "data:;base64,",
);
const encode = (value: Uint8Array): string => Buffer.from(value).toString("base64");

describe("decodeBase64", () => {
  it("gives back any bytes, with and without a prefix", () => {
    fc.assert(
      fc.property(bytes, prefix, (value, start) => {
        expect(decode(start + encode(value))).toEqual(value);
      }),
    );
  });

  it("does not mind whitespace anywhere after the prefix", () => {
    const space = fc.constantFrom("\r\n", "\n", " ", "\t", "");
    fc.assert(
      fc.property(bytes, prefix, fc.infiniteStream(space), (value, start, spaces) => {
        const spaced = Array.from(encode(value), (digit) => `${spaces.next().value}${digit}`);
        expect(decode(`${start}${spaced.join("")}\r\n`)).toEqual(value);
      }),
    );
  });

  it("refuses any character that does not belong there, and says where it is", () => {
    const illegal = fc
      .nat(0xffff)
      .map((unit) => String.fromCharCode(unit))
      .filter((character) => !/[A-Za-z0-9+/= \t\r\n]/.test(character));
    fc.assert(
      fc.property(someBytes, prefix, illegal, fc.nat(), (value, start, character, at) => {
        const text = start + encode(value);
        const index = start.length + (at % (text.length - start.length));
        const corrupted = text.slice(0, index) + character + text.slice(index + 1);
        const { code, message } = failure(corrupted);
        expect(code).toBe("BAD_INPUT");
        expect(message).toContain(`at index ${index} `);
      }),
    );
  });

  it("refuses a text that lost or gained a character", () => {
    fc.assert(
      fc.property(someBytes, fc.nat(), fc.boolean(), (value, at, gained) => {
        const text = encode(value);
        const index = at % text.length;
        const changed = text.slice(0, index) + (gained ? "A" : "") + text.slice(index + +!gained);
        expect(failure(changed).code).toBe("BAD_INPUT");
      }),
    );
  });

  it("never takes two texts for the same bytes", () => {
    const digits = fc.string({
      unit: fc.constantFrom(..."ABQgwZ9+/="),
      minLength: 4,
      maxLength: 4,
    });
    fc.assert(
      fc.property(digits, (text) => {
        try {
          expect(encode(decode(text))).toBe(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "BAD_INPUT" });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("takes what spells bytes digit by digit, and nothing else", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    /** By the definition: six bits a digit, eight a byte, those left over are 0. */
    const spelled = (text: string): number[] | undefined => {
      const digits = [...text].filter((character) => !" \t\r\n".includes(character)).join("");
      const [, body, padding] = /^([^=]*)(=*)$/.exec(digits) ?? [];
      const values = [...(body ?? "!")].map((digit) => alphabet.indexOf(digit));
      const bits = values.map((value) => value.toString(2).padStart(6, "0")).join("");
      const whole = bits.length - (bits.length % 8);
      const right =
        !values.includes(-1) &&
        (body + padding!).length % 4 === 0 &&
        padding!.length <= 2 &&
        bits.length % 8 === 2 * padding!.length &&
        !bits.slice(whole).includes("1");
      return right
        ? (bits.slice(0, whole).match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
        : undefined;
    };
    const taken = (text: string): number[] | undefined => {
      try {
        return [...decode(text)];
      } catch {
        return undefined;
      }
    };
    // Of two bytes each, \u0141 and \u263d end like A and =.
    const odd = fc.constantFrom(..."AQgw9+/==-_ \n\0é\u0141\u263d😀");
    const changed = fc
      .tuple(bytes, fc.array(fc.tuple(fc.nat(), odd, fc.boolean()), { maxLength: 3 }))
      .map(([value, changes]) =>
        changes.reduce((text, [at, character, replaced]) => {
          const index = at % (text.length + 1);
          return text.slice(0, index) + character + text.slice(index + Number(replaced));
        }, encode(value)),
      );
    const short = fc.string({ unit: odd, maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(changed, short), (text) => {
        expect(taken(text)).toEqual(spelled(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(["-", "_"])("refuses the alphabet for URLs: %s", (character) => {
    expect(failure(`AA${character}A`).message).toContain(`"${character}" at index 2 `);
  });

  it.each(["A", "AA", "AAA", "AAAAA", "=", "==", "===", "====", "A===", "AA=", "AAA==", "AAAA="])(
    "refuses the padding of %s",
    (text) => {
      expect(failure(text).code).toBe("BAD_INPUT");
    },
  );

  it.each(["AA=A", "=AAA", "AA==AAAA", "AA=\n=A=="])("refuses = before the end: %j", (text) => {
    expect(failure(text).message).toContain('"="');
  });

  it.each(["AB==", "AAB="])("refuses %s, whose last bits belong to no byte", (text) => {
    expect(failure(text).message).toContain("last digit");
  });

  it.each(["data:image/png,AAAA", "data:AAAA", `data:${"a".repeat(300)};base64,AAAA`])(
    "refuses a data: prefix that announces no base64: %s",
    (text) => {
      expect(failure(text).message).toContain(";base64,");
    },
  );

  it("knows from the text's length that the bytes are too many", () => {
    expect(decode(encode(new Uint8Array(1_000))).length).toBe(1_000);
    for (const size of [1_001, 1_002, 1_003, 5_000]) {
      const error = failure(encode(new Uint8Array(size)));
      expect(error.code).toBe("TOO_LARGE");
      expect(error.message).toContain(`${size} bytes; MAX_IMAGE_BYTES allows 1000`);
    }
  });
});
