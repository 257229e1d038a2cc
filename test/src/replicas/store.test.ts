import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { openStore, type SharedStore, StoreDown } from "../../../src/replicas/store.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../servers/redis.ts";
import { freePort } from "../../support/free-port.ts";
import { until } from "../../support/processes.ts";

interface Line {
  readonly level: string;
  readonly text: string;
}

/** On a busy machine a server may take its time; only a test of that should be told. */
function open(url: string, answerMs = 10_000): { store: SharedStore; lines: Line[] } {
  const lines: Line[] = [];
  const add = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, text: `${message} ${String((fields as { err?: unknown }).err)}` });
  const store = openStore(
    url,
    { info: add("info"), warn: add("warn"), error: add("error") },
    answerMs,
  );
  onTestFinished(() => store.close());
  return { store, lines };
}

const levels = (lines: readonly Line[]) => lines.map(({ level }) => level);
const get = (store: SharedStore, key = "a") => store.use((client) => client.get(key));

describeWithRedis("the store that replicas share", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  it("keeps bytes as they are", async () => {
    const { store } = open(redis.url);
    await until(() => store.up);
    const bytes = Buffer.from([0, 1, 2, 255, 254]);
    await store.use((client) => client.set("bytes", bytes));
    expect(await store.use((client) => client.mGet(["bytes", "none"]))).toEqual([bytes, null]);
  });

  it("gives up one that hangs, refuses at once from then on, and comes back by itself", async () => {
    const { store, lines } = open(redis.url, 50);
    await until(() => store.up);
    redis.freeze();
    const given = await Promise.allSettled([get(store), get(store), get(store)]);
    expect(given.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(store.up).toBe(false);
    let turned = false;
    setImmediate(() => (turned = true));
    await expect(get(store)).rejects.toThrow(StoreDown);
    expect(turned).toBe(false);
    redis.thaw();
    await until(() => store.up);
    await store.use((client) => client.set("a", "now"));
    expect(String(await get(store))).toBe("now");
    expect(levels(lines)).toEqual(["info", "warn", "info"]);
  });

  it("takes an answer that came while this process was busy", async () => {
    const { store } = open(redis.url, 50);
    await until(() => store.up);
    await store.use((client) => client.set("busy", "1"));
    const answer = get(store, "busy");
    // Sent, and then nothing is read for far longer than an answer may take.
    await new Promise((resolve) => setImmediate(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect(String(await answer)).toBe("1");
    expect(store.up).toBe(true);
  });

  it("comes back after its server was killed, and says each once", async () => {
    const { store, lines } = open(redis.url);
    await until(() => store.up);
    await redis.kill();
    await until(() => !store.up);
    await expect(get(store)).rejects.toThrow(StoreDown);
    await redis.restart();
    await until(() => store.up);
    expect(await get(store, "nothing")).toBe(null);
    expect(lines[0]!.level).toBe("info");
    expect(lines.at(-1)!.level).toBe("info");
    expect(new Set(lines.slice(1, -1).map(({ text }) => text)).size).toBe(lines.length - 2);
  });

  it("is not there until a server is", async () => {
    const { store, lines } = open(`redis://127.0.0.1:${await freePort()}`);
    await until(() => lines.length > 0);
    expect(store.up).toBe(false);
    await expect(get(store)).rejects.toThrow(StoreDown);
    expect(lines[0]!.text).toContain("ECONNREFUSED");
  });

  it("goes on after a command that the server refuses, which is told once", async () => {
    const { store, lines } = open(redis.url);
    await until(() => store.up);
    await redis.ask("config", "set", "maxmemory", "1");
    onTestFinished(async () => void (await redis.ask("config", "set", "maxmemory", "0")));
    const set = () => store.use((client) => client.set("a", "b"));
    await expect(set()).rejects.toThrow("OOM");
    await expect(set()).rejects.toThrow("OOM");
    expect(store.up).toBe(true);
    expect(await get(store, "none")).toBe(null);
    await redis.ask("replicaof", "127.0.0.1", "1");
    onTestFinished(async () => void (await redis.ask("replicaof", "no", "one")));
    await redis.ask("config", "set", "maxmemory", "0");
    await expect(set()).rejects.toThrow("READONLY");
    expect(lines.map(({ text }) => /OOM|READONLY/.exec(text)?.[0])).toEqual([
      undefined,
      "OOM",
      "READONLY",
    ]);
  });

  it("never tells the password, also where it is wrong", async () => {
    await redis.ask("acl", "setuser", "gate", "on", ">the-right-one", "~*", "+@all");
    const address = `127.0.0.1:${redis.port}`;
    const wrong = open(`redis://gate:not-this-one@${address}`);
    await until(() => wrong.lines.length > 0);
    expect(wrong.lines[0]!.text).toContain("WRONGPASS");
    expect(JSON.stringify(wrong.lines)).not.toContain("not-this-one");
    const right = open(`redis://gate:the-right-one@${address}`);
    await until(() => right.store.up);
    expect(JSON.stringify(right.lines)).not.toContain("the-right-one");
  });

  it("is spoken to through TLS, with a certificate that is known", async () => {
    const directory = mkdtempSync(join(tmpdir(), "parallax-tls-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const [key, cert] = [join(directory, "key.pem"), join(directory, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
      ].concat(["-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN=localhost"]),
      { stdio: "ignore" },
    );
    const port = await freePort();
    const server = await startRedis([
      ...["--tls-port", String(port), "--tls-auth-clients", "no"],
      ...["--tls-cert-file", cert, "--tls-key-file", key],
    ]);
    onTestFinished(() => server.close());
    const stranger = open(`rediss://localhost:${port}`);
    await until(() => stranger.lines.length > 0);
    expect(stranger.lines[0]!.text).toContain("self-signed");

    // As NODE_EXTRA_CA_CERTS would, which is read when a process starts.
    const { NODE_TLS_REJECT_UNAUTHORIZED } = process.env;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    onTestFinished(() => {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      Object.assign(process.env, NODE_TLS_REJECT_UNAUTHORIZED && { NODE_TLS_REJECT_UNAUTHORIZED });
    });
    const { store } = open(`rediss://localhost:${port}`);
    await until(() => store.up);
    expect(await get(store)).toBe(null);
  });
});
