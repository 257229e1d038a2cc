import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { formHeaders, part } from "../src/http/body/receiver.ts";
import { listening, until } from "../support/processes.ts";
import { gatewayForTest, post, startTestGateway } from "../support/start-gateway.ts";

const photo = readFileSync("test/fixtures/photos/coffee.jpg");
const embedImage = `query ($image: ImageInput!) { embedImage(image: $image) { dimensions } }`;
const startOfFile = part("f0", "", "f0").slice(0, -2);

const temporary = mkdtempSync(join(tmpdir(), "uploads-"));
let gateway: Gateway;
beforeAll(async () => {
  process.env.TMPDIR = temporary;
  gateway = await startTestGateway({ MAX_FILES: "2", MAX_UPLOAD_BYTES: "400000" });
});
afterAll(async () => {
  await gateway.close();
  rmSync(temporary, { recursive: true });
});

/** Files of uploads on the disk, under the gateways' directories. */
function stored(): string[] {
  return readdirSync(temporary)
    .filter((name) => name.startsWith("parallax-"))
    .flatMap((name) => readdirSync(join(temporary, name)));
}

describe("multipart requests", () => {
  const send = async (
    parts: Record<string, string | Blob>,
    headers: Record<string, string> = {},
    url = gateway.url,
  ) => {
    const form = new FormData();
    for (const [name, part] of Object.entries(parts)) {
      form.set(name, part);
    }
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "apollo-require-preflight": "true", ...headers },
      body: form,
    });
    return { status: response.status, text: await response.text() };
  };
  const operations = JSON.stringify({ query: embedImage, variables: { image: { upload: null } } });
  const map = JSON.stringify({ f0: ["variables.image.upload"] });
  const file = new Blob([new Uint8Array(photo)]);

  it("carry files", async () => {
    const { text } = await send({ operations, map, f0: file });
    expect(text).toContain('"dimensions":512');
  });

  it("need the header against cross-site forms", async () => {
    const { status, text } = await send(
      { operations, map, f0: file },
      { "apollo-require-preflight": "" },
    );
    expect(status).toBe(400);
    expect(text).toContain("CSRF");
  });

  it.each([
    ["no operations", { map }],
    ["operations that are no JSON", { operations: "{", map }],
    ["a map that is no JSON", { operations, map: "{" }],
    ["a map before the operations", { map, operations }],
    [
      "a path that leads nowhere",
      { operations, map: '{"f0":["variables.nothing.here"]}', f0: file },
    ],
  ])("with %s are refused", async (_, parts) => {
    const { status, text } = await send(parts as unknown as Record<string, string>);
    expect(status).toBe(400);
    expect(text).toMatch(/BAD_(USER_)?INPUT/);
  });

  it.each([
    ["no boundary", "multipart/form-data", "x"],
    ["no end", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-da"],
  ])("with %s are refused", async (_, type, body) => {
    const headers = { "content-type": type, "apollo-require-preflight": "true" };
    const { status, errors } = await post(gateway, "", {}, { headers, body });
    expect(status).toBe(400);
    expect(errors![0]!.extensions).toEqual({ code: "BAD_INPUT", retryable: false });
  });

  it("that lack a file they promised are refused", async () => {
    const { text } = await send({ operations, map });
    expect(text).toContain("BAD_INPUT");
  });

  it("that are larger than MAX_UPLOAD_BYTES are refused with the limit", async () => {
    const { status, text } = await send({
      operations,
      map,
      f0: new Blob([new Uint8Array(500_000)]),
    });
    expect(status).toBe(413);
    expect(text).toMatch(/The request has 500\d{3} bytes; the limit is 400000 .*TOO_LARGE/);
  });

  it("that do not say how large they are are refused at MAX_UPLOAD_BYTES", async () => {
    const upload = request(`${gateway.url}/graphql`, { method: "POST", headers: formHeaders });
    upload.write(part("operations", operations) + part("map", map) + startOfFile);
    // It has no end: the gateway's is the only one.
    const sending = setInterval(() => upload.write(Buffer.alloc(20_000)), 1);
    const [response] = await once(
      upload.on("error", () => {}),
      "response",
    );
    clearInterval(sending);
    expect([response.statusCode, response.headers.connection]).toEqual([413, "close"]);
    expect(await text(response)).toMatch(/the limit is 400000 \(MAX_UPLOAD_BYTES\).*TOO_LARGE/);
  });

  it("with a map of long paths are refused at once", async () => {
    const deep = `variables.image.${Array.from({ length: 100_000 }, () => "a").join(".")}`;
    const { status } = await send({ operations, map: JSON.stringify({ f0: [deep] }), f0: file });
    expect(status).toBe(413);
  });

  it("that are refused leave neither files nor descriptors", async () => {
    const before = readdirSync("/proc/self/fd").length;
    const parts = Array.from({ length: 99 }, () => `${startOfFile}${"x".repeat(3000)}\r\n`);
    const body = `${part("operations", operations)}${part("map", map)}${parts.join("")}--x--\r\n`;
    const { status, errors } = await post(gateway, "", {}, { headers: formHeaders, body });
    expect([status, errors![0]!.extensions.code]).toEqual([400, "BAD_INPUT"]);
    await until(() => readdirSync("/proc/self/fd").length <= before + 2);
    expect(stored()).toEqual([]);
  });

  it("that stop half-way end at the deadline, and leave nothing", async () => {
    const gateway = await gatewayForTest({ REQUEST_TIMEOUT_MS: "1000" });
    const upload = request(`${gateway.url}/graphql`, { method: "POST", headers: formHeaders });
    upload.write(part("operations", operations) + part("map", map) + startOfFile);
    upload.write("x".repeat(100_000));
    const [response] = await once(
      upload.on("error", () => {}),
      "response",
    );
    expect([response.statusCode, response.headers.connection]).toEqual([408, "close"]);
    expect(await text(response)).toContain('"code":"TIMEOUT"');
    await until(() => stored().length === 0);
  });

  it("whose files the disk does not take are answered and logged", async () => {
    // No file may be larger than 64 blocks; ENOSPC looks the same from here.
    const server = spawn("sh", ["-c", "ulimit -f 64; exec node dist/src/cli.js"], {
      env: { PATH: process.env.PATH, PORT: "0" },
    });
    onTestFinished(() => void server.kill("SIGKILL"));
    let said = "";
    server.stdout.on("data", (chunk) => (said += chunk));
    const url = await listening(server);
    const large = new Blob([new Uint8Array(300_000)]);
    const { status, text } = await send({ operations, map, f0: large }, {}, url);
    expect(status).toBe(503);
    expect(JSON.parse(text).errors[0]).toEqual({
      message: "The server cannot store files at the moment. Send the request again later.",
      extensions: { code: "OVERLOADED", retryable: true, retryAfterMs: 5000 },
    });
    await until(() => /"level":50.*EFBIG.*an upload cannot be stored/.test(said));
  });

  it("with too many files are refused", async () => {
    const many = Object.fromEntries([0, 1, 2].map((i) => [`f${i}`, ["variables.image.upload"]]));
    const { status } = await send({
      operations,
      map: JSON.stringify(many),
      f0: file,
      f1: file,
      f2: file,
    });
    expect(status).toBe(413);
  });
});
