import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRunQuery, type RunQuery } from "../../../support/run-query.ts";

/** Files of so many kB by their paths; `/chunked/…` do not say how long they are. */
const open = new Set<ServerResponse>();
let mostOpen = 0;
let asked = 0;
let hold: Promise<unknown> = Promise.resolve();
const server = createServer(async ({ url }, response) => {
  asked++;
  open.add(response);
  mostOpen = Math.max(mostOpen, open.size);
  response.once("close", () => open.delete(response));
  await hold;
  const kB = Number(/\d+/.exec(url!)![0]);
  // Content of its own for each path: the same file is embedded once.
  const body = Buffer.alloc(kB * 1000, `1${url}`);
  if (!url!.startsWith("/chunked")) {
    response.setHeader("content-length", body.length);
  }
  for (let at = 0; at < body.length; at += 50_000) {
    response.write(body.subarray(at, at + 50_000));
  }
  response.end();
});

let anybody: RunQuery;
let url: (path: string) => { url: string };
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  url = (path) => ({ url: `http://${host}/${path}` });
  anybody = await createRunQuery({ settings: { ALLOWED_PRIVATE_HOSTS: host } });
});
afterAll(() => (server.closeAllConnections(), void server.close()));

async function embed(run: RunQuery, paths: readonly string[], signal?: AbortSignal) {
  const query = `query ($images: [ImageInput!]!) { embedImages(images: $images) { space } }`;
  const { data, errors = [] } = await run(query, { images: paths.map(url) }, signal);
  const items = data!.embedImages as (object | null)[];
  return {
    done: items.filter((item) => item).length,
    problems: errors.map((e) => e.extensions),
    said: errors.map((e) => e.message),
  };
}

describe("a key's fetches at once", () => {
  it("are all of its requests' together; the others wait for their turn", async () => {
    mostOpen = 0;
    let release = () => {};
    hold = new Promise<void>((resolve) => (release = resolve));
    // The door makes a caller anew with each token.
    const requests = ["a", "b"].map((name) =>
      embed(anybody.as({ name: "web", maxFetches: 2 }), [`1-${name}`, `1-${name}2`, `1-${name}3`]),
    );
    await expect.poll(() => open.size).toBe(2);
    const other = embed(anybody.as({ name: "other", maxFetches: 2 }), ["1-other"]);
    await expect.poll(() => open.size).toBe(3);
    release();
    expect((await other).done).toBe(1);
    for (const request of requests) {
      expect(await request).toMatchObject({ done: 3, problems: [] });
    }
    expect(mostOpen).toBe(3);
  });

  it("follow a limit that has changed while some are under way", async () => {
    let release = () => {};
    hold = new Promise<void>((resolve) => (release = resolve));
    const before = embed(anybody.as({ name: "edited", maxFetches: 1 }), ["3-a", "3-b"]);
    await expect.poll(() => open.size).toBe(1);
    const after = embed(anybody.as({ name: "edited", maxFetches: 3 }), [
      "3-c",
      "3-d",
      "3-e",
      "3-f",
    ]);
    await expect.poll(() => open.size).toBe(4);
    release();
    expect([(await before).done, (await after).done]).toEqual([2, 4]);
  });

  it("let go of who gives up while it waits", async () => {
    let release = () => {};
    hold = new Promise<void>((resolve) => (release = resolve));
    const web = anybody.as({ name: "web", maxFetches: 1 });
    const first = embed(web, ["2-first"]);
    await expect.poll(() => open.size).toBe(1);
    const controller = new AbortController();
    const second = embed(web, ["2-second"], controller.signal);
    const third = embed(web, ["2-third"]);
    controller.abort(new Error("gone"));
    expect((await second).done).toBe(0);
    release();
    expect([(await first).done, (await third).done]).toEqual([1, 1]);
  });
});

describe("a key's bytes a minute", () => {
  it("are counted over all of its requests, and what is past them is RATE_LIMITED", async () => {
    const caller = { name: "minute", fetchMbPerMinute: 1 };
    expect((await embed(anybody.as(caller), ["400-a", "400-b"])).done).toBe(2);
    const before = asked;
    const { done, problems, said } = await embed(anybody.as(caller), ["400-c"]);
    expect(said[0]).toMatch(/^This key may fetch 1 MB by URL in a minute; 0\.20 are left\. Wait/);
    expect([done, problems]).toEqual([
      0,
      [{ code: "RATE_LIMITED", retryable: true, retryAfterMs: expect.any(Number) }],
    ]);
    const [{ retryAfterMs }] = problems as [{ retryAfterMs: number }];
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(60_000);
    // What was refused is not counted: a smaller one still has room, once.
    expect((await embed(anybody.as(caller), ["200-d"])).done).toBe(1);
    expect((await embed(anybody.as(caller), ["1-e"])).problems).toMatchObject([
      { code: "RATE_LIMITED" },
    ]);
    expect(asked).toBe(before + 2);
    expect((await embed(anybody.as({ ...caller, name: "another" }), ["400-c"])).done).toBe(1);
    expect((await embed(anybody, ["400-c"])).done).toBe(1);
  });

  it("end a file in its middle that does not say how long it is", async () => {
    const run = anybody.as({ name: "chunked", fetchMbPerMinute: 1 });
    expect((await embed(run, ["chunked/700"])).done).toBe(1);
    expect((await embed(run, ["chunked/800"])).problems).toMatchObject([{ code: "RATE_LIMITED" }]);
    // Its beginning came, and is counted.
    expect((await embed(run, ["300-rest"])).problems).toMatchObject([{ code: "RATE_LIMITED" }]);
  });

  it("never have room for a file of more, however long one waits", async () => {
    const run = anybody.as({ name: "large", fetchMbPerMinute: 0.5 });
    for (const path of ["501-a", "chunked/501"]) {
      expect((await embed(run, [path])).problems).toMatchObject([{ code: "TOO_LARGE" }]);
    }
  });
});

it.each([{ maxFetches: 0 }, { fetchMbPerMinute: 0 }])(
  "a key of %j fetches nothing",
  async (limits) => {
    const before = asked;
    const { problems } = await embed(anybody.as({ name: "none", ...limits }), ["1-none"]);
    expect(problems).toMatchObject([{ code: "FORBIDDEN" }]);
    expect(asked).toBe(before);
  },
);
