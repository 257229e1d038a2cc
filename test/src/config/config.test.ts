import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig, settings } from "../../../src/config/config.ts";
import { envExample, settingsHelp } from "../../../src/config/help.ts";
import { temporaryDirectory } from "../commands/terminal.ts";

describe("settings", () => {
  it("have defaults", () => {
    expect(readConfig({})).toMatchObject({
      PORT: 4000,
      HOST: "127.0.0.1",
      DEFAULT_MODEL: "parallax/mini",
      CLOUD: "auto",
      LOCAL_MODELS: [],
      MAX_INPUTS: 1000,
      REQUEST_TIMEOUT_MS: 30_000,
      HF_HUB_OFFLINE: false,
    });
  });

  it("take an empty variable as unset", () => {
    expect(readConfig({ PORT: "", CLOUD: "" })).toMatchObject({ PORT: 4000, CLOUD: "auto" });
  });

  it("read lists, pairs and flags", () => {
    const config = readConfig({
      ALLOWED_PRIVATE_HOSTS: "images.local, 10.0.0.1:8080",
      LOCAL_MODELS: "me/clip=/models/clip, me/b=/m=b",
      HF_HUB_OFFLINE: "1",
      VERTEX_INSECURE: "false",
    });
    expect(config.ALLOWED_PRIVATE_HOSTS).toEqual(["images.local", "10.0.0.1:8080"]);
    expect(config.LOCAL_MODELS).toEqual([
      { id: "me/clip", directory: "/models/clip" },
      { id: "me/b", directory: "/m=b" },
    ]);
    expect([config.HF_HUB_OFFLINE, config.VERTEX_INSECURE]).toEqual([true, false]);
  });

  it.each([
    ["PORT", "http", "a whole number, 0 to 65535"],
    ["PORT", "70000", "a whole number, 0 to 65535"],
    ["MAX_INPUTS", "1.5", "a whole number, 1 or more"],
    ["MAX_INPUTS", "0", "a whole number, 1 or more"],
    ["SESSION_THREADS", "0", "a whole number, 1 or more"],
    ["CLOUD", "maybe", '"auto"|"on"|"off"'],
    ["HF_HUB_OFFLINE", "sure", "expected true or false"],
    ["COHERE_BASE_URL", "api.example.com", "expected an http(s) URL"],
    ["LOCAL_MODELS", "just-an-id", "expected id=directory"],
    [
      "CORS_ORIGIN",
      "*.example.com",
      'expected * or origins such as https://app.example.com, not "',
    ],
    ["CORS_ORIGIN", "https://a.example,https://b.example/", 'not "https://b.example/"'],
    ["CORS_ORIGIN", "ftp://a.example", 'not "ftp://a.example"'],
    ["ALLOWED_HOSTS", "api.example.com:443", "without a port"],
    ["ALLOWED_HOSTS", "https://api.example.com", 'not "https://api.example.com"'],
    ["ALLOWED_HOSTS", "localhost,::1", 'not "::1"'],
    ["VERTEX_ENDPOINT", "vertex.internal", "expected host:port"],
    ["VERTEX_ENDPOINT", "vertex.internal:0", "a port of 1 to 65535"],
    ["VERTEX_ENDPOINT", "vertex.internal:70000", "a port of 1 to 65535"],
    ["VERTEX_ENDPOINT", "https://vertex.internal:443", "expected host:port"],
    ["VERTEX_INSECURE", "true", "it needs a VERTEX_ENDPOINT on this machine"],
  ])("refuse %s=%s with what was expected", (name, value, expected) => {
    expect(() => readConfig({ [name]: value })).toThrow(expected);
    expect(() => readConfig({ [name]: value })).toThrow(`${name} is "${value}"`);
  });

  it.each([
    ["HF_ENDPOINT", "ftp://user:s3cret@mirror.example/x"],
    ["HF_ENDPOINT", "https://user:s3/cret@mirror.example:x"],
    ["COHERE_BASE_URL", "https://user:s3cret@proxy.example"],
    ["COHERE_BASE_URL", "https://s3cret@proxy.example"],
    ["VERTEX_ENDPOINT", "user:s3cret@vertex.internal:443"],
    ["CORS_ORIGIN", "https://a.example,https://user:s3cret@b.example"],
  ])("are refused without the password that is in %s=%s", (name, value) => {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(`${name} is "`);
    expect(read).toThrow("***@");
    expect(read).not.toThrow("cret");
  });

  it.each([
    "redis.internal:6379",
    "http://redis.internal:6379",
    "redis://:s3cret@",
    "redis://:s3cret@redis.internal:x",
    "redis://:s3cret@redis.internal:6379/one",
    "redis://:s3cret%@redis.internal",
  ])("refuse REDIS_URL=%s without repeating it", (REDIS_URL) => {
    const read = () => readConfig({ REDIS_URL });
    expect(read).toThrow("REDIS_URL: expected redis://host:port");
    expect(read).not.toThrow("cret");
    expect(read).not.toThrow("internal");
  });

  it.each([
    "redis://redis.internal",
    "rediss://user:s3cr%3Ft@redis.internal:6380/2",
    "redis://[::1]:6379/",
  ])("take REDIS_URL=%s", (REDIS_URL) => {
    expect(readConfig({ REDIS_URL }).REDIS_URL).toBe(REDIS_URL);
  });

  it("are shown as they are where an @ belongs to a name", () => {
    const PRICES = "embed-v4.0:TEXT=1,multimodalembedding@001:TEXT=x";
    expect(() => readConfig({ PRICES })).toThrow(`PRICES is "${PRICES}": expected`);
  });

  it("take origins as browsers send them, and * for all", () => {
    const CORS_ORIGIN = "*, https://a.example, http://[::1]:3000";
    expect(readConfig({ CORS_ORIGIN }).CORS_ORIGIN).toEqual(CORS_ORIGIN.split(", "));
  });

  it("expand the home directory of the operator's own models", () => {
    const { LOCAL_MODELS } = readConfig({ LOCAL_MODELS: "a=~/clip,b=/m/~/clip" });
    expect(LOCAL_MODELS.map(({ directory }) => directory)).toEqual([
      join(homedir(), "clip"),
      "/m/~/clip",
    ]);
  });

  it.each(["localhost:9", "127.8.8.8:9", "[::1]:443"])(
    "let Vertex AI be spoken to in plaintext on %s",
    (VERTEX_ENDPOINT) => {
      const config = readConfig({ VERTEX_ENDPOINT, VERTEX_INSECURE: "true" });
      expect(config).toMatchObject({ VERTEX_ENDPOINT, VERTEX_INSECURE: true });
    },
  );

  it.each(["10.0.0.1:9", "localhost.example.com:9", "[::2]:9"])(
    "refuse to speak to Vertex AI in plaintext on %s",
    (VERTEX_ENDPOINT) => {
      expect(() => readConfig({ VERTEX_ENDPOINT, VERTEX_INSECURE: "true" })).toThrow(
        "it needs a VERTEX_ENDPOINT on this machine",
      );
    },
  );

  it("allow several session threads on the CPU alone", () => {
    const on = (EXECUTION_PROVIDERS: string) => () =>
      readConfig({ SESSION_THREADS: "2", EXECUTION_PROVIDERS });
    expect(on("cpu")().SESSION_THREADS).toBe(2);
    expect(on("webgpu,cpu")).toThrow(
      'SESSION_THREADS is "2": expected 1 beside webgpu (EXECUTION_PROVIDERS)',
    );
  });

  it.each([
    [{ JWT_ISSUER: "https://id.example" }, 'JWT_ISSUER is "https://id.example": it needs JWT_AUD'],
    [{ JWT_AUDIENCE: "parallax" }, 'JWT_AUDIENCE is "parallax": it needs JWT_ISSUER'],
    [{ JWT_JWKS_URL: "https://id.example/keys" }, "it needs JWT_ISSUER"],
    [
      { ALLOW_ANONYMOUS: "true", API_KEYS_FILE: "keys.json" },
      'ALLOW_ANONYMOUS is "true": expected false beside API_KEYS_FILE',
    ],
    [
      { ALLOW_ANONYMOUS: "true", JWT_ISSUER: "https://id.example", JWT_AUDIENCE: "parallax" },
      "expected false beside JWT_ISSUER",
    ],
    [{ METRICS_PORT: "4000" }, 'METRICS_PORT is "4000": PORT is the same'],
  ])("about callers that contradict each other are refused: %j", (environment, expected) => {
    expect(() => readConfig(environment)).toThrow(expected);
  });

  it("let PORT and METRICS_PORT both take a free port", () => {
    expect(readConfig({ PORT: "0", METRICS_PORT: "0" })).toMatchObject({ METRICS_PORT: 0 });
  });

  it("report all wrong values at once", () => {
    expect(() => readConfig({ PORT: "x", MAX_COST: "y" })).toThrow(/PORT[^]*MAX_COST/);
  });

  it("are all in the help and in .env.example", () => {
    for (const name of Object.keys(settings)) {
      expect(settingsHelp()).toContain(`  ${name} `);
      expect(envExample()).toContain(`\n# ${name}=`);
    }
    expect(readFileSync(".env.example", "utf8")).toBe(envExample());
  });
});

describe("a secret", () => {
  async function fileOf(text: string): Promise<string> {
    const file = join(await temporaryDirectory(), "secret");
    await writeFile(file, text);
    return file;
  }

  it.each(["s3cret", "s3cret\n", "s3cret\r\n"])("may be in a file: %j", async (text) => {
    const { CO_API_KEY, HF_TOKEN } = readConfig({
      CO_API_KEY_FILE: await fileOf(text),
      HF_TOKEN: "plain",
      HF_TOKEN_FILE: "",
    });
    expect([CO_API_KEY, HF_TOKEN]).toEqual(["s3cret", "plain"]);
  });

  it("is refused from a file that is not there, or empty, by its path and beside all else", async () => {
    const empty = await fileOf("\n");
    const read = () =>
      readConfig({ PORT: "x", CO_API_KEY_FILE: "/nonexistent/key", HF_TOKEN_FILE: empty });
    expect(read).toThrow(/PORT is "x"/);
    expect(read).toThrow('CO_API_KEY_FILE is "/nonexistent/key": the file cannot be read (ENOENT)');
    expect(read).toThrow(`HF_TOKEN_FILE is "${empty}": the file is empty`);
  });

  it("is not told twice", async () => {
    const CO_API_KEY_FILE = await fileOf("s3cret");
    const read = () => readConfig({ CO_API_KEY: "0ther", CO_API_KEY_FILE });
    expect(read).toThrow(
      `CO_API_KEY_FILE is "${CO_API_KEY_FILE}": CO_API_KEY is set as well: set one of them`,
    );
    expect(read).not.toThrow(/s3cret|0ther/);
  });

  it("says so in the help", () => {
    expect(settingsHelp()).toContain("or CO_API_KEY_FILE names a file that holds it");
  });
});
