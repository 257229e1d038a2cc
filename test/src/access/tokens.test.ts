import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createTokenReader } from "../../../src/access/tokens.ts";

/** An identity provider: its keys, and where it says that they are. */
const provider = { keys: [] as JWK[], issuer: "", asked: [] as string[], isAway: false };
const server = createServer(({ url }, response) => {
  provider.asked.push(url!);
  if (provider.isAway) {
    response.writeHead(500).end();
    return;
  }
  const { issuer } = provider;
  const about = { issuer, jwks_uri: `${provider.issuer}/keys` };
  response.end(JSON.stringify(url === "/keys" ? { keys: provider.keys } : about));
});
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  provider.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

interface Pair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly jwk: JWK;
}
async function keyPair(kid: string, alg = "ES256"): Promise<Pair> {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { ...pair, jwk: { ...(await exportJWK(pair.publicKey)), kid, alg, use: "sig" } };
}

let first: Pair;
beforeAll(async () => {
  first = await keyPair("first");
});
beforeEach(() => {
  Object.assign(provider, { keys: [first.jwk], asked: [], isAway: false });
});

const now = () => Math.floor(Date.now() / 1000);
const claims = () => ({
  iss: provider.issuer,
  aud: "parallax",
  sub: "auth0|anna",
  exp: now() + 60,
});

const sign = (payload: JWTPayload, pair = first, header = {}) =>
  new SignJWT(payload)
    .setProtectedHeader({ alg: pair.jwk.alg!, kid: pair.jwk.kid!, ...header })
    .sign(pair.privateKey);

const logged: unknown[] = [];
const log = { info() {}, warn() {}, error: (fields: object) => void logged.push(fields) };
const open = (more: { readonly JWT_JWKS_URL?: string } = {}) =>
  createTokenReader(
    { JWT_ISSUER: provider.issuer, JWT_AUDIENCE: "parallax", JWT_JWKS_URL: undefined, ...more },
    log,
  );

describe("a token", () => {
  it("of the issuer for this server tells who calls, without limits where it has none", async () => {
    expect(await open()(await sign(claims()))).toEqual({ name: "jwt:auth0|anna", pull: false });
  });

  it("carries the limits that a key has", async () => {
    const parallax = { models: ["LOCAL"], pointsPerHour: 100, usdPerDay: 0.5, pull: true };
    expect(await open()(await sign({ ...claims(), parallax }))).toEqual({
      name: "jwt:auth0|anna",
      ...parallax,
    });
  });

  it("is one of several audiences", async () => {
    const token = await sign({ ...claims(), aud: ["other", "parallax"] });
    expect(await open()(token)).toMatchObject({ pull: false });
  });

  it.each([
    ["has expired", () => ({ exp: now() - 60 }), /has expired; get a new one/],
    ["is not valid yet", () => ({ nbf: now() + 60 }), /"nbf" claim/],
    ["never expires", () => ({ exp: undefined }), /"exp" claim/],
    ["is for another server", () => ({ aud: "other" }), /"aud" claim/],
    ["is for nobody", () => ({ aud: undefined }), /"aud" claim/],
    ["is of another issuer", () => ({ iss: "https://evil.example" }), /"iss" claim/],
    ["is of nobody", () => ({ sub: undefined }), /"sub" claim/],
    [
      "has a limit that there is not",
      () => ({ parallax: { pointPerHour: 1 } }),
      /claim "parallax" is wrong: there is no field "pointPerHour"/,
    ],
    [
      "has a limit that is no number",
      () => ({ parallax: { usdPerDay: "1" } }),
      /claim "parallax" is wrong: usdPerDay: expected a number/,
    ],
  ])("that %s is refused", async (_what, changed, reason) => {
    const reading = open()(await sign({ ...claims(), ...changed() }));
    await expect(reading).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringMatching(reason),
    });
  });

  it("that nobody signed, or that was signed with the public key as a secret, is refused", async () => {
    const read = open();
    const unsigned = new UnsecuredJWT(claims()).encode();
    const secret = new TextEncoder().encode(await exportSPKI(first.publicKey));
    const shared = await new SignJWT(claims())
      .setProtectedHeader({ alg: "HS256", kid: "first" })
      .sign(secret);
    for (const token of [unsigned, shared]) {
      await expect(read(token)).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
        message: expect.stringMatching(/"alg"/),
      });
    }
  });

  it("that another signed in the name of a known key, or that was changed, is refused", async () => {
    const read = open();
    const forged = await sign(claims(), await keyPair("first"));
    const [head, , signature] = (await sign(claims())).split(".");
    const other = Buffer.from(JSON.stringify({ ...claims(), sub: "root" })).toString("base64url");
    for (const token of [forged, `${head}.${other}.${signature}`]) {
      await expect(read(token)).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
        message: "The token is not accepted: signature verification failed.",
      });
    }
  });

  it("is told from a key", async () => {
    for (const key of ["plx_abc", "a.b", "a.b.c.d", "a b.c.d", ""]) {
      expect(await open()(key)).toBeUndefined();
    }
    await expect(open()("a.b.c")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(provider.asked).toEqual([]);
  });

  it("has a name of its own, short and without anything odd", async () => {
    const nameOf = async (sub: string) => (await open()(await sign({ ...claims(), sub })))!.name!;
    const names = await Promise.all(
      ["a/b", "a_b", "a\nb", "x".repeat(65), "x".repeat(66)].map(nameOf),
    );
    expect(new Set(names).size).toBe(5);
    for (const name of names) {
      expect(name).toMatch(/^jwt:[\w.@|:~-]{1,64}$/);
    }
  });
});

describe("the issuer's keys", () => {
  it("are found and asked for once, with the first token", async () => {
    const read = open();
    const token = await sign(claims());
    await Promise.all([read(token), read(token)]);
    await read(token);
    expect(provider.asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
  });

  it("are where JWT_JWKS_URL says", async () => {
    await open({ JWT_JWKS_URL: `${provider.issuer}/keys` })(await sign(claims()));
    expect(provider.asked).toEqual(["/keys"]);
  });

  it("are asked for again when a token has a new one, but not with every token", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const read = open();
    await read(await sign(claims()));
    const second = await keyPair("second");
    const unknown = /no applicable key/;
    await expect(sign(claims(), second).then(read)).rejects.toThrow(unknown);
    provider.keys = [second.jwk];
    vi.setSystemTime(Date.now() + 31_000);
    expect(await read(await sign(claims(), second))).toMatchObject({ name: "jwt:auth0|anna" });
    await expect(sign(claims()).then(read)).rejects.toThrow(unknown);
    expect(provider.asked.filter((path) => path === "/keys").length).toBe(2);
    vi.useRealTimers();
  });

  it("that cannot be had are the provider's failure, said in the log once, and asked for again", async () => {
    const read = open();
    const token = await sign(claims());
    provider.isAway = true;
    logged.length = 0;
    for (const _ of [1, 2]) {
      await expect(read(token)).rejects.toMatchObject({
        code: "PROVIDER_FAILED",
        retryable: true,
        retryAfterMs: 5000,
      });
    }
    expect(logged.length).toBe(1);
    provider.isAway = false;
    expect(await read(token)).toMatchObject({ name: "jwt:auth0|anna" });
  });

  it("that are known serve on while the issuer is away", async () => {
    const read = open();
    await read(await sign(claims()));
    provider.isAway = true;
    expect(await read(await sign(claims()))).toMatchObject({ name: "jwt:auth0|anna" });
  });

  it("are not taken from a page that is another issuer's", async () => {
    logged.length = 0;
    const read = createTokenReader(
      { JWT_ISSUER: `${provider.issuer}/realm`, JWT_AUDIENCE: "parallax", JWT_JWKS_URL: undefined },
      log,
    );
    await expect(read(await sign(claims()))).rejects.toMatchObject({ code: "PROVIDER_FAILED" });
    expect(String((logged[0] as { err: Error }).err)).toContain("is that of another issuer");
  });
});
