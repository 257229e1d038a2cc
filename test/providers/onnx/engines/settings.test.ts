import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { engines } from "../../../../providers/onnx/engines/endpoints.ts";
import { readConfig } from "../../../../src/config/config.ts";
import { temporaryDirectory } from "../../../src/commands/terminal.ts";

const read = (ENGINES: string) => readConfig({ ENGINES }).ENGINES;

describe("ENGINES", () => {
  it("has one endpoint an entry, and two names an endpoint", () => {
    const list =
      "me/clip@q8=oip+http://triton:8000/clip_image,clip_text, mini=oip+grpcs://[::1]:8001/,text," +
      "mini=oip+https://10.0.0.1:443/image,,ViT-B-32/laion=oip+grpc://e:1/i,t";
    const http = { protocol: "http", tls: false, address: "triton:8000" };
    const secure = { protocol: "grpc", tls: true, address: "[::1]:8001" };
    const other = { protocol: "http", tls: true, address: "10.0.0.1:443" };
    const last = { protocol: "grpc", tls: false, address: "e:1" };
    expect(read(list)).toEqual([
      {
        id: "me/clip@q8",
        image: { ...http, model: "clip_image" },
        text: { ...http, model: "clip_text" },
      },
      { id: "mini", text: { ...secure, model: "text" } },
      { id: "mini", image: { ...other, model: "image" } },
      { id: "ViT-B-32/laion", image: { ...last, model: "i" }, text: { ...last, model: "t" } },
    ]);
  });

  it("is empty where it is not set", () => {
    expect(read("")).toEqual([]);
  });

  it("reads back whatever endpoints are listed, in their order", () => {
    const name = fc.stringMatching(/^[\w.-]{1,9}$/);
    const entry = fc
      .record({
        id: fc.stringMatching(/^[\w./@-]{1,9}$/),
        scheme: fc.constantFrom("oip+http", "oip+https", "oip+grpc", "oip+grpcs"),
        port: fc.integer({ min: 1, max: 65535 }),
        image: fc.option(name, { nil: "" }),
        text: fc.option(name, { nil: "" }),
      })
      .filter(({ image, text }) => image + text !== "");
    const key = (each: { id: string; scheme: string; port: number }) =>
      `${each.id}=${each.scheme}://h:${each.port}`;
    const entries = fc.uniqueArray(entry, { selector: key, maxLength: 6 });
    fc.assert(
      // The setting alone: all of them together take too long to be read a hundred times.
      fc.property(entries, fc.constantFrom(",", " , ", ",\n"), (all, comma) => {
        const list = all.map((each) => `${key(each)}/${each.image},${each.text}`).join(comma);
        expect(
          engines()
            .parse(list)
            .map(({ id, image, text }) => {
              const { protocol, tls, address } = (image ?? text)!;
              const url = `${id}=oip+${protocol}${tls ? "s" : ""}://${address}`;
              return `${url}/${image?.model ?? ""},${text?.model ?? ""}`;
            }),
        ).toEqual(all.map((each) => `${key(each)}/${each.image},${each.text}`));
      }),
    );
  });

  it.each([
    ["mini", "entry 1: expected id=oip+http://host:port/IMAGE_MODEL,TEXT_MODEL"],
    ["a=oip+http://h:1/i,t,b", "entry 2: expected id=oip+http://host:port/IMAGE_MODEL,TEXT_MODEL"],
    ["=oip+http://h:1/i,t", "entry 1: expected id="],
    ["mini=h:1/i,t", "entry 1: expected id="],
    ["mini=http://h:1/i,t", 'mini: expected oip+http, oip+https, oip+grpc, oip+grpcs, not "http"'],
    ["mini=oip+ftp://h:1/i,t", 'not "oip+ftp"'],
    ["mini=oip+http://h/i,t", "mini: expected host:port behind oip+http://, with a port"],
    ["mini=oip+grpc://h:0/i,t", "a port of 1 to 65535"],
    ["mini=oip+grpc://h:70000/i,t", "a port of 1 to 65535"],
    ["mini=oip+http:///i,t", "mini: expected host:port"],
    ["mini=oip+http://h:1,t", "mini: expected two names, h:1/IMAGE_MODEL,TEXT_MODEL"],
    ["mini=oip+http://h:1/i", "mini: expected two names"],
    ["mini=oip+http://h:1/i,b=oip+http://h:1/i,t", "mini: expected two names"],
    ["mini=oip+http://h:1/,", "mini: expected the name of an image model, a text model or both"],
    ["mini=oip+http://h:1/v2/models/i,t", 'as the engine knows it, not "v2/models/i"'],
    ["mini=oip+http://h:1/i t,t", 'as the engine knows it, not "i t"'],
    ["mini=oip+http://h:1/i,t,mini=oip+http://h:1/i,t", "mini: the same endpoint is there twice"],
  ])("%s is refused with what was expected", (ENGINES, expected) => {
    expect(() => read(ENGINES)).toThrow(`ENGINES is "${ENGINES}": `);
    expect(() => read(ENGINES)).toThrow(expected);
  });

  it("tells every entry that is wrong", () => {
    const wrong = () => read("a=oip+http://h/i,t,b=oip+http://h:1/i,t,c=x://h:1/i,t");
    expect(wrong).toThrow(/ENGINES is .*: a: expected host:port/);
    expect(wrong).toThrow(/ENGINES is .*: c: expected oip\+http/);
  });

  it.each(["user:s3cret@h:1/i,t", "user:s3/cret@h:1/i,t", "s3,cret@h:1/i,t", "u:s3,c,ret@h:1/i,t"])(
    "credentials in oip+http://%s are refused and not shown",
    (address) => {
      const given = () => read(`mini=oip+http://${address}`);
      expect(given).toThrow('ENGINES is "mini=oip+http://***@');
      expect(given).not.toThrow(/s3|ret@/);
    },
  );
});

describe("ENGINE_HEADERS", () => {
  const headersOf = (ENGINE_HEADERS: string) => readConfig({ ENGINE_HEADERS }).ENGINE_HEADERS;

  it.each([
    ["authorization: Bearer a:b=", { authorization: "Bearer a:b=" }],
    ["Authorization: Bearer x; X-Team:search", { authorization: "Bearer x", "x-team": "search" }],
    ["cookie: a=1; b=2\nx-team: search\n", { cookie: "a=1; b=2", "x-team": "search" }],
  ])("%j is read", (text, expected) => {
    expect(headersOf(text)).toEqual(expected);
  });

  it.each([
    ["s3cret", "expected headers such as authorization: Bearer …"],
    ["a: s3cret; s3cret", "expected headers such as authorization: Bearer …"],
    ["a b: s3cret", "expected headers such as authorization: Bearer …"],
    ["x-team:", "expected headers such as authorization: Bearer …"],
    ["content-length: 7", "the header content-length belongs to the protocol"],
    ["Host: s3cret", "the header host belongs to the protocol"],
    ["grpc-timeout: 1S", "the header grpc-timeout belongs to the protocol"],
    ["trace-bin: s3cret", "the header trace-bin belongs to the protocol"],
    ["x-team: s3cret\u0000", "the value of x-team has a character that no header may have"],
  ])("%j is refused, and not shown", (text, expected) => {
    expect(() => headersOf(text)).toThrow(`ENGINE_HEADERS: `);
    expect(() => headersOf(text)).toThrow(expected);
    expect(() => headersOf(text)).not.toThrow("s3cret");
  });
});

describe("ENGINE_CA_FILE", () => {
  const withFile = (ENGINE_CA_FILE: string, ENGINES = "mini=oip+https://h:1/i,t") => {
    return () => readConfig({ ENGINE_CA_FILE, ENGINES });
  };

  it("has to be there, with certificates", async () => {
    const empty = join(await temporaryDirectory(), "ca.pem");
    await writeFile(empty, "no certificate");
    expect(withFile("/nowhere/ca.pem")).toThrow("expected a file of PEM certificates (ENOENT)");
    expect(withFile(empty)).toThrow("expected a file of PEM certificates (it has none)");
  });

  it("is for endpoints with TLS", async () => {
    const file = join(await temporaryDirectory(), "ca.pem");
    await writeFile(file, certificate);
    expect(withFile(file)().ENGINE_CA_FILE).toBe(file);
    expect(withFile(file, "mini=oip+http://h:1/i,t")).toThrow("expected an endpoint of oip+https");
  });
});

const certificate = `-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUFirURxU0hb/+cm2MBgjFDMJEWkQwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjgyMDAxMzJaGA8yMTI2MTEwNDIwMDEz
MlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCrM
0N6dH+fAlK4tNcYa926tUK8uaLZRhU+WpuzrO3hz0noSWfqrAT7j572acEAUyP/Y
lNuqu3RJVngY36YwzvmjUzBRMB0GA1UdDgQWBBSR6OawV14XsElckFCnZkbVlsqe
7jAfBgNVHSMEGDAWgBSR6OawV14XsElckFCnZkbVlsqe7jAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIHsiYJsAl0b6WA82ky9u4gPFqr0MC+288fdq
rmXVvrxwAiEA2MWXtYBkslMcVVKoC1NegI78E7kogdy3sF0b63LDRRU=
-----END CERTIFICATE-----
`;
