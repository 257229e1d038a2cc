import { describe, expect, it } from "vitest";
import { createKeyRing, hashOf } from "../../../src/access/key-ring.ts";
import { parseKeys } from "../../../src/access/keys-file.ts";

const sha256 = (key: string) => hashOf(key).toString("hex");
const web = { name: "web", sha256: sha256("one") };
const parse = (...keys: unknown[]) => parseKeys(JSON.stringify({ keys }));

describe("a file of keys", () => {
  it("may say nothing but whose key it is", () => {
    expect(parse(web)).toEqual([{ ...web, pull: false }]);
  });

  it("holds every limit", () => {
    const entry = {
      ...web,
      models: ["parallax/mini", "LOCAL"],
      pull: true,
      pointsPerHour: 1000,
      usdPerDay: 1.5,
      maxInFlight: 8,
      origins: ["https://shop.example"],
      maxFetches: 4,
      fetchMbPerMinute: 100,
      videoSecondsPerHour: 600,
    };
    expect(parse(entry)).toEqual([entry]);
  });

  it("may have no key at all, which lets nobody in", () => {
    expect(createKeyRing(parse()).find("one")).toBeUndefined();
  });

  it.each([
    [{ ...web, pointPerHour: 9 }, 'keys[0] (web): there is no field "pointPerHour"'],
    [{ ...web, sha256: "one" }, "keys[0] (web): sha256: expected the 64 hexadecimal digits"],
    [{ ...web, name: "web page" }, "keys[0]: name: expected 1 to 64 letters"],
    [{ ...web, name: "w".repeat(65) }, "keys[0]: name: expected 1 to 64 letters"],
    [{ ...web, name: "jwt:web" }, "keys[0]: name: expected 1 to 64 letters"],
    [{ sha256: web.sha256 }, "keys[0]: name: "],
    [{ ...web, pointsPerHour: 1.5 }, "pointsPerHour: expected a whole number, 0 to 2147483647"],
    [{ ...web, pointsPerHour: -1 }, "pointsPerHour: expected a whole number, 0 to 2147483647"],
    [{ ...web, usdPerDay: "1" }, "usdPerDay: expected a number, 0 or more"],
    [{ ...web, maxInFlight: 0 }, "maxInFlight: expected a whole number, 1 or more"],
    [{ ...web, models: "LOCAL" }, "models: "],
    [{ ...web, models: ["LOCAL", ""] }, "models[1]: "],
    [{ ...web, origins: ["https://shop.example/"] }, "origins[0]: expected an origin such as"],
    [{ ...web, origins: ["*"] }, "origins[0]: expected an origin such as"],
    [{ ...web, pull: "yes" }, "pull: "],
  ])("is refused for %j", (entry, problem) => {
    expect(() => parse(entry)).toThrow(problem);
  });

  it("is refused with all that is wrong, but without what stands where a hash belongs", () => {
    const wrong = () => parse(web, { name: "a", sha256: "plx_s3cret" }, { name: "b", sha256: 7 });
    expect(wrong).toThrow(/keys\[1\] \(a\): sha256[^]*keys\[2\] \(b\): sha256/);
    expect(wrong).not.toThrow("s3cret");
  });

  it("has every name and every key once", () => {
    expect(() => parse(web, { ...web, sha256: sha256("two") })).toThrow(
      "keys[1] (web): name: it is that of keys[0] as well",
    );
    const upper = web.sha256.toUpperCase();
    expect(() => parse(web, { name: "other", sha256: upper })).toThrow(
      "keys[1] (other): sha256: it is that of keys[0] as well",
    );
  });

  it("has at most 1,000 keys", () => {
    const keys = Array.from({ length: 1001 }, (_, i) => ({
      name: `k${i}`,
      sha256: sha256(`${i}`),
    }));
    expect(() => parse(...keys)).toThrow("expected at most 1000");
    expect(parse(...keys.slice(1)).length).toBe(1000);
  });

  it("that is not JSON is refused by its line, without a piece of it", () => {
    const text = '{\n"keys": [\n{"name": "web" "s3cret"}]}';
    expect(() => parseKeys(text)).toThrow("it is not valid JSON (line 3)");
    expect(() => parseKeys(text)).not.toThrow("s3cret");
    expect(() => parseKeys("s3cret")).toThrow(/^it is not valid JSON$/);
  });

  it.each(["[]", "null", "{}", '{"keys":{}}', '{"keys":[null]}', '{"keys":[],"more":1}'])(
    "is not %s",
    (text) => {
      expect(() => parseKeys(text)).toThrow();
    },
  );
});

describe("a key", () => {
  const ring = createKeyRing(parse(web, { name: "shop", sha256: sha256("two"), usdPerDay: 1 }));

  it("leads to its caller, and no other text does", () => {
    expect(ring.find("one")).toEqual({ name: "web", pull: false });
    expect(ring.find("two")).toEqual({ name: "shop", pull: false, usdPerDay: 1 });
    for (const other of ["", "One", "one ", "three", web.sha256]) {
      expect(ring.find(other)).toBeUndefined();
    }
  });
});
