import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type OpenInferenceServer,
  startOpenInference,
} from "../../../servers/open-inference/index.ts";
import { describeUnless } from "../../../support/needs.ts";
import { answerFrom, clientOf, never, protocols, rowsFrom, sums } from "./set-up.ts";

const lack = spawnSync("openssl", ["version"]).error && "openssl is not installed";

describeUnless(lack)("an engine behind TLS that wants a token", () => {
  const folder = mkdtempSync(join(tmpdir(), "parallax-tls-"));
  const caFile = join(folder, "cert.pem");
  let server: OpenInferenceServer;

  beforeAll(async () => {
    const key = join(folder, "key.pem");
    const name = ["-subj", "/CN=engine", "-addext", "subjectAltName=IP:127.0.0.1"];
    execFileSync(
      "openssl",
      // prettier-ignore
      ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-keyout", key, "-out", caFile, ...name],
      { stdio: "ignore" },
    );
    const tls = { key: readFileSync(key, "utf8"), cert: readFileSync(caFile, "utf8") };
    server = await startOpenInference({ models: { m: sums }, tls, authorization: "Bearer t" });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(protocols)("is called over %s with its own certificate and headers", async (protocol) => {
    const headers = { authorization: "Bearer t" };
    const client = clientOf(protocol, server[protocol], { tls: true, caFile, headers });
    expect(await client.describe("m", never)).toMatchObject({ outputs: ["y"] });
    const { data } = await client.infer("m", rowsFrom(3, 2), "y", never);
    expect([...data]).toEqual(answerFrom(3, 2));
    client.close();
  });

  it.each(protocols)("is not trusted over %s without that certificate", async (protocol) => {
    const client = clientOf(protocol, server[protocol], { tls: true });
    await expect(client.describe("m", never)).rejects.toMatchObject({
      kind: "down",
      message: expect.stringMatching(/certificate/),
    });
    client.close();
  });

  it.each(protocols)("refuses calls over %s without its token", async (protocol) => {
    const client = clientOf(protocol, server[protocol], { tls: true, caFile });
    await expect(client.describe("m", never)).rejects.toMatchObject({ kind: "refused" });
    client.close();
  });

  it.each(protocols)("cannot be called over %s where the file is missing", (protocol) => {
    const missing = { tls: true, caFile: join(folder, "none.pem") };
    expect(() => clientOf(protocol, server[protocol], missing)).toThrow(
      /certificates, none\.pem, cannot be read/,
    );
  });
});
