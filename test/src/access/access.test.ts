import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAccess } from "../../../src/access/access.ts";
import { readConfig } from "../../../src/config/config.ts";
import { fakeModel } from "../../support/fake-provider.ts";
import { keysJson } from "../../support/keys.ts";
import { temporaryDirectory } from "../commands/terminal.ts";

const models = [{ ...fakeModel, id: "fake/one", aliases: ["one"] }];

async function open(settings: Record<string, string>) {
  const warned: object[] = [];
  const log = { info() {}, warn: (fields: object) => void warned.push(fields), error() {} };
  const access = await createAccess(readConfig(settings), log, models);
  onTestFinished(() => access.close());
  return { access, warned };
}

describe("without keys", () => {
  it.each(["127.0.0.1", "localhost", "::1"])("anybody may call on %s", async (HOST) => {
    await expect(open({ HOST })).resolves.toBeDefined();
  });

  it.each(["0.0.0.0", "::", "10.0.0.7", "gateway.example"])(
    "the start on %s is refused, with both ways out",
    async (HOST) => {
      await expect(open({ HOST })).rejects.toThrow(
        new RegExp(`^HOST ${HOST} .*npm run keys.*API_KEYS_FILE.*ALLOW_ANONYMOUS=true[^.]*\\.$`),
      );
      await expect(open({ HOST, ALLOW_ANONYMOUS: "true" })).resolves.toBeDefined();
    },
  );
});

describe("a file of keys", () => {
  it("lets the server start on every address", async () => {
    const file = join(await temporaryDirectory(), "keys.json");
    await writeFile(file, keysJson({ web: {} }));
    await expect(open({ HOST: "0.0.0.0", API_KEYS_FILE: file })).resolves.toBeDefined();
  });

  it("that is not there, or wrong, refuses the start by its name", async () => {
    const file = join(await temporaryDirectory(), "keys.json");
    const start = () => open({ API_KEYS_FILE: file });
    await expect(start()).rejects.toThrow(
      `API_KEYS_FILE: ${file} cannot be read (ENOENT). \`npm run keys -- create <name>\` makes`,
    );
    await writeFile(file, '{"keys":[{"name":"web"}]}');
    await expect(start()).rejects.toThrow(`API_KEYS_FILE: ${file}: keys[0] (web): sha256: `);
  });

  it("that names models which are not there is taken, with a warning for each", async () => {
    const file = join(await temporaryDirectory(), "keys.json");
    const names = ["fake/one", "one", "LOCAL", "CLOUD", "fake/onee"];
    await writeFile(file, keysJson({ web: { models: names } }));
    const { warned } = await open({ API_KEYS_FILE: file });
    expect(warned).toEqual([
      { key: "web", reason: 'There is no model "fake/onee". Did you mean fake/one?' },
    ]);
  });
});
