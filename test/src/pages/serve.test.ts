import express from "express";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, get as request } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPages } from "../../../packages/build/pages.js";
import { pages } from "../../../src/pages/serve.ts";

const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

describe("the pages over HTTP", () => {
  let folder: string;
  let server: Server;
  let url: string;

  const get = (path: string, accept = BROWSER) =>
    fetch(url + path, { headers: { accept }, redirect: "manual" });

  /** The bytes as they travel: `fetch` would unpack them. */
  async function getRaw(path: string, encodings?: string) {
    const headers = encodings === undefined ? {} : { "accept-encoding": encodings };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url + path, { headers }, resolve).on("error", reject);
    });
    return { headers: answer.headers, bytes: await buffer(answer) };
  }

  const findBundle = async () =>
    (await readdir(folder)).find((file) => /^compare-\w+\.js$/.test(file)) ?? "";

  beforeAll(async () => {
    // As npx has it, which installs into ~/.npm.
    folder = await mkdtemp(join(tmpdir(), ".pages-"));
    await writeFile(join(folder, "compare-OLDHASH1.js"), "");
    await writeFile(join(folder, "compare-OLDHASH1.js.gz"), "");
    await writeFile(join(folder, "notes.txt"), "mine");
    await buildPages(folder);
    const app = express();
    app.use(pages(folder));
    app.use("/graphql", (_request, response) => response.send("the GraphQL endpoint"));
    server = createServer(app).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ["/", "Parallax", 1],
    ["/graphql", "Parallax", 2],
    ["/compare", "Compare models · Parallax", 2],
  ])("gives browsers the page at %s, and every file it names", async (path, title, files) => {
    const answer = await get(path);
    const html = await answer.text();
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(html).toContain(`<title>${title}</title>`);

    const named = [...html.matchAll(/(?:src|href)="(pages\/[^"]+)"/g)].map(([, file]) => file);
    expect(named).toHaveLength(files);
    for (const file of named) {
      expect((await get(`/${file}`)).status, file).toBe(200);
    }
  });

  it.each(["application/json", "*/*", "application/graphql-response+json, application/json"])(
    "leaves requests that accept %s to GraphQL",
    async (accept) => {
      const answer = await get("/graphql?query={models{id}}", accept);
      expect(await answer.text()).toBe("the GraphQL endpoint");
      expect(answer.headers.get("vary")).toContain("Accept");
    },
  );

  it("leaves what browsers post to GraphQL", async () => {
    const answer = await fetch(`${url}/graphql`, { method: "POST", headers: { accept: BROWSER } });
    expect(await answer.text()).toBe("the GraphQL endpoint");
  });

  it("sends programs on from / to GraphQL, and browsers from a path with a slash", async () => {
    expect((await get("/", "*/*")).headers.get("location")).toBe("graphql");
    expect((await get("/compare/")).headers.get("location")).toBe("../compare");
    expect((await get("/graphql/?query={a}")).headers.get("location")).toBe(
      "../graphql?query=%7Ba%7D",
    );
  });

  it.each(["/", "/graphql", "/compare"])(
    "lets %s run and load nothing of another host",
    async (path) => {
      const policy = (await get(path)).headers.get("content-security-policy") ?? "";
      const sources = policy.split("; ").flatMap((rule) => rule.split(" ").slice(1));
      expect(new Set(sources)).toEqual(
        new Set(["'none'", "'self'", "'unsafe-inline'", "data:", "blob:"]),
      );
      expect(policy).toContain("script-src 'self';");
    },
  );

  it("lets browsers keep bundles for ever, and look again for the rest", async () => {
    const keep = async (path: string) => (await get(path)).headers.get("cache-control");
    expect(await keep(`/pages/${await findBundle()}`)).toContain("immutable");
    expect(await keep("/graphql")).toBe("no-cache");
    expect(await keep("/pages/photos/cat.jpg")).toBe("no-cache");
  });

  it.each(["", "?a=b"])(
    "sends bundles gzipped to whoever takes that, asked for with the query '%s'",
    async (query) => {
      const bundle = await findBundle();
      const { headers, bytes } = await getRaw(`/pages/${bundle}${query}`, "gzip, br");
      const whole = await readFile(join(folder, bundle));
      expect(headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
      expect(headers["content-type"]).toContain("javascript");
      expect(bytes.length).toBeLessThan(whole.length / 2);
      expect(gunzipSync(bytes).equals(whole)).toBe(true);
    },
  );

  it.each([undefined, "identity", "gzip;q=0"])(
    "sends bundles as they are to who accepts the encodings %s",
    async (encodings) => {
      const bundle = await findBundle();
      const { headers, bytes } = await getRaw(`/pages/${bundle}`, encodings);
      expect(headers["content-encoding"]).toBeUndefined();
      expect(headers.vary).toBe("Accept-Encoding");
      expect(bytes.equals(await readFile(join(folder, bundle)))).toBe(true);
    },
  );

  it("sends photos as they are, and says 404 of what is not there", async () => {
    const photo = await getRaw("/pages/photos/cat.jpg", "gzip");
    expect(photo.headers["content-encoding"]).toBeUndefined();
    const lost = await getRaw("/pages/compare-NOTTHERE.js", "gzip");
    expect(lost.headers["content-encoding"]).toBeUndefined();
    expect((await get("/pages/compare-NOTTHERE.js")).status).toBe(404);
  });

  it("sends /graphql/ to /graphql, relative to which the page names its files", async () => {
    const answer = await get("/graphql/");
    expect(new URL(answer.headers.get("location") ?? "", answer.url).pathname).toBe("/graphql");
  });

  it("removes the bundles of earlier builds, and nothing else", async () => {
    const files = await readdir(folder);
    expect(files.filter((file) => file.includes("OLDHASH1"))).toEqual([]);
    expect(files).toContain("notes.txt");
  });
});

it("says what to do when the pages were not built", async () => {
  const app = express().use(pages(join(tmpdir(), "there-is-no-such-folder")));
  const server = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { headers: { accept: BROWSER } });
  server.close();
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain("npm run build");
});
