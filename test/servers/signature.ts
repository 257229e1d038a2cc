import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What signs requests to AWS. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Why AWS would refuse the signature of a request; undefined where it would not.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function objectionToSignature(
  { method, url, headers }: IncomingMessage,
  payload: Buffer,
  { keys, region, service }: { keys: Keys; region: string; service: string },
): string | undefined {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? "",
    );
  if (!parts) {
    return "MissingAuthenticationToken";
  }
  const [, id, scope, signed, signature] = parts as unknown as string[];
  const date = String(headers["x-amz-date"]);
  if (id !== keys.accessKeyId || headers["x-amz-security-token"] !== keys.sessionToken) {
    return "UnrecognizedClientException";
  }
  if (scope !== `${date.slice(0, 8)}/${region}/${service}/aws4_request`) {
    return "InvalidSignatureException";
  }
  const canonical = [
    method,
    url!.split("/").map(encodeURIComponent).join("/"),
    "",
    ...signed!.split(";").map((name) => `${name}:${String(headers[name]).trim()}`),
    "",
    signed,
    createHash("sha256").update(payload).digest("hex"),
  ].join("\n");
  const hash = createHash("sha256").update(canonical).digest("hex");
  const key = scope.split("/").reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  const expected = createHmac("sha256", key)
    .update(["AWS4-HMAC-SHA256", date, scope, hash].join("\n"))
    .digest("hex");
  return signature === expected ? undefined : "InvalidSignatureException";
}

const hmac = (key: string | Buffer, text: string) =>
  createHmac("sha256", key).update(text).digest();
