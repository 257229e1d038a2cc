import { createHash } from "node:crypto";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from "jose";
import type { Caller } from "../../models/caller.ts";
import { GatewayError } from "../../models/errors.ts";
import type { Log } from "../../providers/provider.ts";
import type { Config } from "../config/config.ts";
import { unauthenticated } from "./bearer.ts";
import { discoverKeysUrl } from "./discovery.ts";
import { limitsClaim, problemOf } from "./limits.ts";

export type TokenSettings = Pick<Config, "JWT_AUDIENCE" | "JWT_JWKS_URL"> & {
  readonly JWT_ISSUER: string;
};

/** Those with a key pair: with a shared secret, whoever checks a token could make one. */
const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** Clocks differ. */
const toleratedSeconds = 5;

/** For asking the identity provider, in milliseconds. */
const timeoutMs = 5000;

/**
 * Reads tokens (JWT) that the issuer signed for this server. Its public keys are asked for when the first
 * token comes, and kept.
 *
 * @returns who calls; undefined for what is no token. It throws GatewayError UNAUTHENTICATED, and
 *   PROVIDER_FAILED while the issuer cannot be asked
 */
export function createTokenReader(
  { JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS_URL }: TokenSettings,
  log: Log,
): (key: string) => Promise<Caller | undefined> {
  let keySet: Promise<JWTVerifyGetKey> | undefined;
  /** Opened once it can be: it keeps keys that are known while the issuer is away. */
  const openKeySet = async () => {
    try {
      const url = JWT_JWKS_URL ?? (await discoverKeysUrl(JWT_ISSUER, timeoutMs));
      return createRemoteJWKSet(new URL(url), { timeoutDuration: timeoutMs });
    } catch (error) {
      keySet = undefined;
      throw error;
    }
  };
  let isAway = false;

  /** Not finding a key is the token's fault; not getting any is the issuer's. */
  const keyOf: JWTVerifyGetKey = async (header, token) => {
    try {
      keySet ??= openKeySet();
      const key = await (await keySet)(header, token);
      isAway = false;
      return key;
    } catch (error) {
      if (ofToken.some((type) => error instanceof type)) {
        throw error;
      }
      if (!isAway) {
        isAway = true;
        log.error({ err: error }, "the issuer of tokens cannot be asked for its keys");
      }
      throw new GatewayError(
        "PROVIDER_FAILED",
        "The identity provider does not answer, so no token can be checked; try again later.",
        { retryAfterMs: timeoutMs, cause: error },
      );
    }
  };

  return async (token) => {
    if (!/^[\w-]+\.[\w-]*\.[\w-]*$/.test(token)) {
      return undefined;
    }
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        issuer: JWT_ISSUER,
        audience: JWT_AUDIENCE!,
        algorithms,
        requiredClaims: ["exp", "sub"],
        clockTolerance: toleratedSeconds,
      });
      return callerOf(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) {
        throw unauthenticated("The token has expired; get a new one.", error);
      }
      if (error instanceof errors.JOSEError) {
        throw unauthenticated(`The token is not accepted: ${error.message}.`, error);
      }
      throw error;
    }
  };
}

const ofToken = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSENotSupported,
];

/** @throws GatewayError UNAUTHENTICATED for limits that cannot be read */
function callerOf({ sub, parallax = {} }: JWTPayload): Caller {
  const result = limitsClaim.safeParse(parallax);
  if (!result.success) {
    const problems = result.error.issues.map(problemOf).join("; ");
    throw unauthenticated(`The token's claim "parallax" is wrong: ${problems}.`);
  }
  return { name: nameOf(sub!), ...result.data };
}

/**
 * A name that no key has, that is short and fits a line of a log; no two subjects share one. A hash marks
 * those that had to be changed.
 */
function nameOf(subject: string): string {
  if (/^[\w.@|:-]{1,64}$/.test(subject)) {
    return `jwt:${subject}`;
  }
  const start = subject.slice(0, 40).replace(/[^\w.@|:-]/g, "_");
  return `jwt:${start}~${createHash("sha256").update(subject).digest("hex").slice(0, 16)}`;
}
