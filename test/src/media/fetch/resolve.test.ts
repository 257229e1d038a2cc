import { setMaxListeners } from "node:events";
import dns from "node:dns/promises";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHostsFile } from "../../../../src/media/fetch/hosts-file.ts";
import { createSafeFetch } from "../../../../src/media/fetch/safe-fetch.ts";
import { createResolve } from "../../../../src/media/fetch/resolve.ts";
import { type Content, readAtMost } from "../../../../src/media/read-at-most.ts";
import { type Failure, startNameServer, type Zone } from "../../../servers/dns.ts";
import { dials, failure, limit, make, serve, text } from "./rig.ts";

const noHosts = async () => [];
const six = "2606:2800:220:1:248:1893:25c8:1946";

async function resolverOf(zone: Zone, otherwise?: Failure) {
  const server = await startNameServer(zone, otherwise);
  return { ...server, resolve: createResolve({ servers: [server.address], hostsFile: noHosts }) };
}

describe("a name in a URL", () => {
  it("has its addresses of both families, IPv4 first, and those of the name it stands for", async () => {
    const { resolve } = await resolverOf({
      "photos.example": [six, "93.184.216.34", "93.184.216.35"],
      "www.example": "photos.example",
      "old.example": ["93.184.216.34"],
      "new.example": [six],
    });
    const addresses = async (name: string) => (await resolve(name)).map(({ address }) => address);
    expect(await addresses("photos.example")).toEqual(["93.184.216.34", "93.184.216.35", six]);
    expect(await addresses("www.example.")).toEqual(["93.184.216.34", "93.184.216.35", six]);
    expect(await addresses("old.example")).toEqual(["93.184.216.34"]);
    expect(await addresses("new.example")).toEqual([six]);
  });

  it("is fetched from there, and refused when one of its addresses is inside", async () => {
    const { resolve } = await resolverOf({
      "photos.example": "real.example",
      "real.example": ["93.184.216.34"],
      "inside.example": "half.example",
      "half.example": ["93.184.216.34", "10.0.0.1"],
    });
    const { port } = await serve((_request, response) => response.end("a photo"));
    const fetch = make({ resolve });
    expect(text(await fetch(`http://photos.example:${port}/`, limit))).toBe("a photo");
    const error = await failure(fetch(`http://inside.example:${port}/`, limit));
    expect(error.code).toBe("FETCH_REFUSED");
    expect(dials).toEqual(["93.184.216.34"]);
  });

  it.each([
    ["NXDOMAIN", "gone.example: there is no such host.", false],
    ["SERVFAIL", "gone.example: its name could not be resolved.", true],
    ["REFUSED", "gone.example: its name could not be resolved.", true],
  ] as const)("that ends in %s fails with: %s", async (code, message, retryable) => {
    const { resolve } = await resolverOf({}, code);
    const error = await failure(make({ resolve })("http://gone.example/", limit));
    expect(error).toMatchObject({ code: "FETCH_FAILED", message, retryable });
  });

  it("without addresses, or that is none, is no host", async () => {
    const { resolve } = await resolverOf({ "empty.example": [] });
    for (const name of ["empty.example", `${"a".repeat(64)}.example`]) {
      const error = await failure(make({ resolve })(`http://${name}/`, limit));
      expect(error).toMatchObject({ message: expect.stringContaining("no such host") });
    }
  });

  it("whose servers cannot be reached is worth another try, and is not called refused", async () => {
    const resolve = createResolve({ servers: ["127.0.0.1:9"], hostsFile: noHosts });
    const error = await failure(make({ resolve })("http://photos.example/", limit));
    expect(error).toMatchObject({
      code: "FETCH_FAILED",
      message: "photos.example: its name could not be resolved.",
      retryable: true,
    });
  });

  it("is looked up once for all that ask at the same time", async () => {
    const { resolve, asked } = await resolverOf({ "photos.example": ["93.184.216.34"] });
    await Promise.all(Array.from({ length: 20 }, () => resolve("photos.example")));
    expect(asked).toEqual(["photos.example", "photos.example"]);
  });

  it("is found in the hosts file, with its aliases, without asking", async () => {
    const directory = await mkdtemp(join(tmpdir(), "hosts-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const path = join(directory, "hosts");
    writeFileSync(
      path,
      "# names\r\n10.1.2.3\tminio  Store # here\r\nfd00::3 minio\nnonsense here\n",
    );
    const { address, asked } = await startNameServer({});
    const resolve = createResolve({ servers: [address], hostsFile: createHostsFile(path) });
    expect(await resolve("minio")).toEqual([
      { address: "10.1.2.3", family: 4 },
      { address: "fd00::3", family: 6 },
    ]);
    expect(await resolve("store.")).toEqual([{ address: "10.1.2.3", family: 4 }]);
    expect(asked).toEqual([]);
    expect(await createHostsFile(join(directory, "none"))("minio")).toEqual([]);
  });

  it("that the operator allows is resolved by the system", async () => {
    const { port } = await serve((_request, response) => response.end("mine"));
    const allowedPrivateHosts = [`localhost:${port}`];
    const fetch = createSafeFetch({ allowedPrivateHosts, timeoutMs: 5_000 });
    onTestFinished(fetch.close);
    const take = (content: Content) => readAtMost(content, limit);
    expect(text(await fetch(`http://localhost:${port}/`, limit, take))).toBe("mine");
  });
});

describe("50 names whose servers are silent", () => {
  const silent = Array.from({ length: 50 }, (_, i) => `http://silent-${i}.example/`);

  it("hold up neither other fetches nor the process's look-ups, and end with the deadline", async () => {
    const { resolve } = await resolverOf({ "photos.example": ["93.184.216.34"] });
    const { port } = await serve((_request, response) => response.end("a photo"));
    const fetch = make({ resolve, timeoutMs: 1_500 });
    let ended = 0;
    const failures = silent.map((url) => failure(fetch(url, limit)).finally(() => ended++));
    expect(text(await fetch(`http://photos.example:${port}/`, limit))).toBe("a photo");
    expect((await dns.lookup("localhost")).address).toBeTruthy();
    expect(ended).toBe(0);
    for (const error of await Promise.all(failures)) {
      expect(error).toMatchObject({ code: "FETCH_FAILED", retryable: true });
      expect(error.message).toContain("1500 ms");
    }
  });

  it("are asked for no longer when their callers have gone", async () => {
    const { resolve, asked } = await resolverOf({});
    const fetch = make({ resolve });
    const caller = new AbortController();
    const { signal } = caller;
    setMaxListeners(0, signal);
    const failures = silent.map((url) => fetch(url, { ...limit, signal }).catch(String));
    await expect.poll(() => asked.length).toBe(2 * silent.length);
    caller.abort(new Error("gone"));
    expect(new Set(await Promise.all(failures))).toEqual(new Set(["Error: gone"]));
    // The second try would come after two seconds.
    await new Promise((later) => setTimeout(later, 2_500));
    expect(asked.length).toBe(2 * silent.length);
  });
});
