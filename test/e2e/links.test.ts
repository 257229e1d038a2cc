import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { documents } from "./documents.ts";

/** Relative links of the documents, and the paths that they name in code, lead somewhere. */
const rooms = /^(models|providers|schema|resolvers|src|test|docs)\/[\w./-]+$/;

describe.each(documents)("$path", ({ path, text }) => {
  const prose = text.replaceAll(/```[^]*?```/g, "");

  it("links to files, and to headings, that exist", () => {
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const broken = links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [file = "", heading] = link.split("#");
        const target = file === "" ? path : join(dirname(path), file);
        return !existsSync(target) || (heading !== undefined && !has(target, heading));
      });
    expect(broken).toEqual([]);
  });

  it("names files that exist", () => {
    const named = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
    const missing = named.filter((code) => rooms.test(code) && !existsSync(code));
    expect(missing).toEqual([]);
  });
});

/** Whether GitHub gives one of the file's headings this anchor. */
function has(file: string, anchor: string): boolean {
  const headings = [...readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return headings.includes(anchor);
}
