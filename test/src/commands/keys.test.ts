import { readFile, stat, symlink, writeFile, lstat, chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createKeyRing } from "../../../src/access/key-ring.ts";
import { readKeysFile } from "../../../src/access/keys-file.ts";
import { runKeys } from "../../../src/commands/keys.ts";
import { keysJson } from "../../support/keys.ts";
import { testTerminal } from "./terminal.ts";

/** A file of keys that API_KEYS_FILE names, and what runs a command about it. */
async function setUp(text?: string) {
  const { home } = await testTerminal();
  const file = join(home, "keys.json");
  if (text !== undefined) {
    await writeFile(file, text);
  }
  const run = async (...args: string[]) => {
    const { terminal, said } = await testTerminal({ API_KEYS_FILE: file });
    return { code: await runKeys(args, terminal), ...said };
  };
  return { file, home, run };
}

const find = async (file: string, key: string) => createKeyRing(await readKeysFile(file)).find(key);

describe("keys create", () => {
  it("prints a key that the file then knows by its hash alone, and that only this user reads", async () => {
    const { file, run } = await setUp();
    const { code, out, err } = await run("create", "web");
    expect([code, out]).toEqual([0, expect.stringMatching(/^plx_[\w-]{43}\n$/)]);
    const key = out.trim();
    expect(await find(file, key)).toEqual({ name: "web", pull: false });
    expect(await readFile(file, "utf8")).not.toContain(key);
    expect(err).not.toContain(key);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("writes every limit", async () => {
    const { file, run } = await setUp();
    const limits = [
      ..."--models parallax/mini,LOCAL --pull --points 1000 --usd 0.5 --in-flight 8".split(" "),
      ..."--origins https://a.example,https://b.example --fetches 2".split(" "),
      ..."--fetch-mb 10 --video-seconds 60".split(" "),
    ];
    const { out } = await run("create", "web", ...limits);
    expect(await find(file, out.trim())).toEqual({
      name: "web",
      models: ["parallax/mini", "LOCAL"],
      pull: true,
      pointsPerHour: 1000,
      usdPerDay: 0.5,
      maxInFlight: 8,
      origins: ["https://a.example", "https://b.example"],
      maxFetches: 2,
      fetchMbPerMinute: 10,
      videoSecondsPerHour: 60,
    });
  });

  it("leaves the other keys and the file's mode, also behind a link", async () => {
    const { file, home, run } = await setUp(keysJson({ one: { pointsPerHour: 5 } }));
    await chmod(file, 0o640);
    const link = join(home, "link.json");
    await symlink("keys.json", link);
    expect((await run("create", "two", "--file", link)).code).toBe(0);
    expect(await find(file, "one")).toEqual({ name: "one", pull: false, pointsPerHour: 5 });
    expect((await readKeysFile(file)).map(({ name }) => name)).toEqual(["one", "two"]);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });

  it.each([
    [["one"], 1, /has a key "one" already/],
    [["two words"], 1, /The name is "two words": expected 1 to 64 letters/],
    [["two", "--models", "resnet50"], 1, /There is no model "resnet50"/],
    [["two", "--points", "1.5"], 1, /\(two\): pointsPerHour: expected a whole number/],
    [["two", "--points", "many"], 2, /--points is "many": expected a number/],
    [["two", "--origins", "shop.example"], 1, /origins\[0\]: expected an origin/],
    [["two", "--colour", "red"], 2, /--colour/],
    [["two", "three"], 2, /One name at a time/],
    [[], 2, /Whose key\?/],
  ])("refuses %j and changes nothing", async (args, code, reason) => {
    const text = keysJson({ one: {} });
    const { file, home, run } = await setUp(text);
    const { out, err, ...ended } = await run("create", ...args);
    expect([ended.code, out]).toEqual([code, ""]);
    expect(err).toMatch(reason);
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await readdir(home)).toEqual(["keys.json"]);
  });

  it("touches no file that is wrong, or that another command is writing", async () => {
    const { file, run } = await setUp('{"keys": [{}]}');
    expect(await run("create", "web")).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${file}: keys[0]: name: `),
    });
    await writeFile(`${file}.new`, "");
    expect(await run("create", "web")).toMatchObject({
      code: 1,
      err: expect.stringContaining("another command is writing"),
    });
    expect(await readFile(file, "utf8")).toBe('{"keys": [{}]}');
  });

  it("asks for a file where none is named", async () => {
    const { terminal, said } = await testTerminal();
    expect(await runKeys(["create", "web"], terminal)).toBe(2);
    expect(said.err).toMatch(/^Which file\? Set API_KEYS_FILE, or give --file/);
  });
});

describe("keys list", () => {
  it("shows names and limits, but no hash", async () => {
    const { file, run } = await setUp();
    await run("create", "web", "--models", "LOCAL,CLOUD", "--points", "10", "--pull");
    await run("create", "batch");
    const { code, out } = await run("list");
    expect([code, out]).toEqual([
      0,
      [
        "name   limits",
        "web    models LOCAL, CLOUD; pull true; pointsPerHour 10",
        "batch  none",
        "",
      ].join("\n"),
    ]);
    expect((await readKeysFile(file)).length).toBe(2);
  });
});

describe("keys revoke", () => {
  it("takes a key away and leaves the others", async () => {
    const { file, run } = await setUp(keysJson({ one: {}, two: {} }));
    expect(await run("revoke", "one")).toEqual({ code: 0, out: "Revoked: one\n", err: "" });
    expect(await find(file, "one")).toBeUndefined();
    expect(await find(file, "two")).toBeDefined();
  });

  it("names the keys that there are", async () => {
    const { run } = await setUp(keysJson({ one: {}, two: {} }));
    const { code, err } = await run("revoke", "three");
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('no key "three". Its keys: one, two.'),
    ]);
  });
});

describe("keys", () => {
  it.each([
    [[], 2, "Which command?"],
    [["add"], 2, 'There is no command "keys add"'],
  ])("%j says what it can do", async (args, code, reason) => {
    const { run } = await setUp();
    const ended = await run(...args);
    expect(ended).toMatchObject({ code, err: expect.stringContaining(reason) });
    expect(ended.err).toContain("npm run keys -- revoke <name>");
  });

  it.each([["--help"], ["create", "--help"], ["list", "-h"], ["revoke", "-h"]])(
    "%s %s prints help",
    async (...args) => {
      const { run } = await setUp();
      const { code, out, err } = await run(...args);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain("npm run ");
    },
  );
});
