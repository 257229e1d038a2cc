import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { parquetWriteFile } from "hyparquet-writer";
import { beforeEach, describe, expect, it } from "vitest";
import { WrongUsage } from "../../../../src/commands/command.ts";
import type { Item, Items } from "../../../../src/commands/embed/rows.ts";
import { openItems } from "../../../../src/commands/embed/sources/open.ts";
import type { TableOptions } from "../../../../src/commands/embed/sources/table-items.ts";
import { temporaryDirectory } from "../terminal.ts";

let folder: string;
let said: string[];
beforeEach(async () => {
  folder = await temporaryDirectory();
  said = [];
});

const at = (name: string) => join(folder, name);
async function put(name: string, content = ""): Promise<string> {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), content);
  return at(name);
}

const open = (input: string, options: Partial<TableOptions> = {}) =>
  openItems(input, {
    column: undefined,
    keyColumn: undefined,
    as: undefined,
    say: (line) => said.push(line),
    ...options,
  });

async function read(items: Items, from = 0): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items.read(from)) {
    all.push(item);
  }
  return all;
}

const names = ["b.jpg", "B.PNG", "a/z.webp", "a/b/x.gif", "a.tiff", "ä.jpeg", "a b.avif"];

describe("a folder", () => {
  beforeEach(async () => {
    for (const name of [...names, "notes.txt", "a/.hidden.jpg", ".git/c.jpg", "c.jpg/d.jpg"]) {
      await put(`photos/${name}`);
    }
    await symlink(at("photos/b.jpg"), at("photos/link.jpg"));
    await symlink(at("photos/gone.jpg"), at("photos/dangling.jpg"));
    await symlink(at("photos"), at("photos/a/circle"));
  });

  it("is its images, sorted within each folder, also those behind links to files", async () => {
    const items = await open(at("photos"));
    expect((await read(items)).map(({ key }) => key)).toEqual([
      "B.PNG",
      "a/b/x.gif",
      "a/z.webp",
      "a b.avif",
      "a.tiff",
      "b.jpg",
      "c.jpg/d.jpg",
      "link.jpg",
      "ä.jpeg",
    ]);
    expect(await items.count!()).toBe(9);
    expect(items.modality).toBe("IMAGE");
  });

  it("is another one when a file comes or goes", async () => {
    const before = await open(at("photos"));
    expect((await open(at("photos"))).fingerprint).toBe(before.fingerprint);
    await put("photos/a/new.jpg");
    expect((await open(at("photos"))).fingerprint).not.toBe(before.fingerprint);
  });

  it("may be a part that a pattern names, with paths as the pattern has them", async () => {
    const pattern = relative(".", at("photos/a/**/*"));
    const items = await open(pattern);
    const keys = (await read(items)).map(({ key }) => key);
    const found = ["a/b/x.gif", "a/z.webp"].map((name) => relative(".", at(`photos/${name}`)));
    expect(keys.filter((key) => !key.includes("circle"))).toEqual(found);
  });

  it("may be one image, whatever its name has in it", async () => {
    await put("photos/[1] (2).jpg");
    const items = await open(at("photos/[1] (2).jpg"));
    expect((await read(items)).map(({ source }) => source)).toEqual([
      { path: at("photos/[1] (2).jpg") },
    ]);
  });
});

describe("a file of rows", () => {
  const values = ["a cat", '2, "quoted"\nand on', "日本", "x"];
  const files: Record<string, () => Promise<string>> = {
    csv: () =>
      put(
        "rows.csv",
        `\ufeffid,what\r\n${values.map((v, i) => `k${i},"${v.replaceAll('"', '""')}"`).join("\r\n")}`,
      ),
    tsv: () =>
      put(
        "rows.tsv",
        `id\twhat\n${values.map((v, i) => `k${i}\t"${v.replaceAll('"', '""')}"`).join("\n")}\n`,
      ),
    jsonl: () =>
      put("rows.jsonl", values.map((what, i) => JSON.stringify({ what, id: `k${i}` })).join("\n")),
    parquet: async () => {
      const columnData = [
        { name: "what", data: values, type: "STRING" as const },
        { name: "id", data: values.map((_, i) => `k${i}`), type: "STRING" as const },
      ];
      parquetWriteFile({ filename: at("rows.parquet"), columnData });
      return at("rows.parquet");
    },
  };

  it.each(Object.keys(files))("%s is one item a row, with its key", async (kind) => {
    const items = await open(await files[kind]!(), { column: "what", keyColumn: "id", as: "text" });
    const expected = values.map((text, i) => ({ key: `k${i}`, source: { text } }));
    expect(await read(items)).toEqual(expected);
    expect(await read(items, 2)).toEqual(expected.slice(2));
    expect(await items.count!()).toBe(4);
    expect(items.modality).toBe("TEXT");
  });

  it.each(Object.keys(files))("%s without a key has the number of the row", async (kind) => {
    const items = await open(await files[kind]!(), { column: "what", as: "text" });
    expect((await read(items, 1)).map(({ key }) => key)).toEqual(["1", "2", "3"]);
  });

  it.each(Object.keys(files))("%s says which columns it has", async (kind) => {
    const file = await files[kind]!();
    await expect(open(file)).rejects.toThrow(/Which column\? Give --column; .*(id, what|what, id)/);
    await expect(open(file, { column: "hwat" })).rejects.toThrow('--column is "hwat"');
    await expect(open(file, { column: "what", keyColumn: "key" })).rejects.toThrow(WrongUsage);
  });

  it("is the same from every row on", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary" }).filter((text) => text.trim() !== "")),
        fc.nat(20),
        async (texts, from) => {
          const file = await put("any.jsonl", texts.map((text) => JSON.stringify(text)).join("\n"));
          const expected = texts.map((text, i) => ({ key: `${i}`, source: { text } }));
          expect(await read(await open(file, { as: "text" }), from)).toEqual(expected.slice(from));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("may be lines of text, of which blank ones are none", async () => {
    const items = await open(await put("lines.txt", "one\r\n\n two \n"));
    expect((await read(items)).map(({ source }) => source)).toEqual([
      { text: "one" },
      { text: " two " },
    ]);
    expect(said).toEqual([expect.stringMatching(/lines\.txt for texts; --as url, path or text/)]);
  });

  it("has URLs or paths if all of its first values look like it", async () => {
    const urls = await open(await put("urls.txt", "https://x.y/1\nHTTP://x.y/2.jpg\n"));
    expect((await read(urls))[0]!.source).toEqual({ url: "https://x.y/1" });
    const paths = await open(await put("sub/paths.txt", "a.jpg\n../b.PNG\n"));
    expect((await read(paths)).map(({ source }) => source)).toEqual([
      { path: at("sub/a.jpg") },
      { path: at("b.PNG") },
    ]);
    const mixed = await open(await put("mixed.txt", "https://x.y/1\na.jpg\n"));
    expect(mixed.modality).toBe("TEXT");
  });

  it("has a row for what cannot be read, so that the numbers of rows stay", async () => {
    const content = '{"t": "a"}\nnonsense\n{"t": null}\n[1]\n{"t": 5}\n';
    const items = await open(await put("bad.jsonl", content), { column: "t", as: "text" });
    const sources = (await read(items)).map(({ source }) =>
      "problem" in source ? source.problem.code : source,
    );
    expect(sources).toEqual([{ text: "a" }, "BAD_ROW", "EMPTY", "BAD_ROW", { text: "5" }]);
  });

  it("of JSON lines has the columns of all its first lines, whatever the first one is", async () => {
    const content = '{"id"\n\n{"id": 1}\n[]\n{"id": 2, "t": "a"}\n';
    const items = await open(await put("sparse.jsonl", content), { column: "t", as: "text" });
    const sources = (await read(items)).map(({ source }) =>
      "problem" in source ? source.problem.message.slice(0, 20) : source,
    );
    const empty = "There is no value in";
    expect(sources).toEqual(["Line 1 is neither a ", empty, "Line 4 is neither a ", { text: "a" }]);
  });

  it.each(["marked.txt", "marked.jsonl", "marked.csv"])(
    "%s may begin with a mark",
    async (name) => {
      const content = name.endsWith(".jsonl")
        ? '{"t":"a"}'
        : name.endsWith(".csv")
          ? "t\r\na"
          : "a";
      const items = await open(await put(name, `\uFEFF${content}\r\n`), { as: "text" });
      expect((await read(items)).map(({ source }) => source)).toEqual([{ text: "a" }]);
    },
  );

  it.each(["lacking.jsonl", "lacking.csv"])(
    "%s has an empty key where it has none",
    async (name) => {
      const json = '{"id":1,"t":"a"}\n{"t":"b"}\n';
      const file = await put(name, name.endsWith("csv") ? "id,t\n1,a\n,b\n" : json);
      const items = await open(file, { column: "t", keyColumn: "id", as: "text" });
      expect((await read(items)).map(({ key }) => key)).toEqual(["1", ""]);
    },
  );

  it("that is broken says where", async () => {
    const items = await open(await put("broken.csv", 'a,b\n1,"2\n3,4\n'), {
      column: "b",
      as: "text",
    });
    await expect(read(items)).rejects.toThrow(/broken\.csv: Quote Not Closed.*line/);
  });

  it("is another one when its content changes, or what is taken of it", async () => {
    const print = async (content: string, options: Partial<TableOptions>) =>
      (await open(await put("f.csv", content), { as: "text", ...options })).fingerprint;
    const same = await print("a,b\n1,2\n", { column: "a" });
    expect(await print("a,b\n1,2\n", { column: "a" })).toBe(same);
    expect(await print("a,b\n1,3\n", { column: "a" })).not.toBe(same);
    expect(await print("a,b\n1,2\n", { column: "b" })).not.toBe(same);
    expect(await print("a,b\n1,2\n", { column: "a", keyColumn: "b" })).not.toBe(same);
    expect(await print("a,b\n1,2\n", { column: "a", as: "path" })).not.toBe(same);
  });
});
