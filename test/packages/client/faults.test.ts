import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { GatewayRequestError, UnifiedEmbedder } from "../../../packages/client/src/index.ts";
import { scriptedServer } from "./scripted-server.ts";

const failure = (url: string) =>
  new UnifiedEmbedder({ url, retries: 0 }).models().then(
    () => undefined,
    (error: unknown) => error as GatewayRequestError,
  );

/** Where nothing listens. */
async function closedOrigin(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return `http://127.0.0.1:${port}`;
}

describe("what is no answer of a gateway", () => {
  it("is told as a fault of the network, with the address, the cause and what to check", async () => {
    const origin = await closedOrigin();
    const error = await failure(`${origin}/graphql?token=secret`);
    expect(error).toBeInstanceOf(GatewayRequestError);
    expect(error).toMatchObject({ code: "NETWORK", retryable: true, path: [] });
    expect(error!.message).toContain(`No answer from ${origin}: connect ECONNREFUSED`);
    expect(error!.message).toContain("CORS_ORIGIN");
    expect(error!.message).not.toContain("secret");
    expect(error!.cause).toBeInstanceOf(TypeError);
  });

  it("is a fault of the network when it breaks off in the middle, and is asked for again", async () => {
    const { url, asked } = await scriptedServer((_, i) =>
      i < 2 ? { body: '{"data":', broken: true } : { body: { data: { models: [] } } },
    );
    expect(await failure(url)).toMatchObject({ code: "NETWORK", retryable: true });
    expect(await new UnifiedEmbedder({ url }).models()).toEqual([]);
    expect(asked.length).toBe(3);
  });

  it.each([
    [
      "a page",
      "<!doctype html><title>Nothing here</title>\n<p>Sorry!</p>",
      /"Nothing here Sorry!"/,
    ],
    ["another API's JSON", { status: "ok" }, /"{"status":"ok"}"/],
    ["JSON of no object", "null", /"null"/],
    ["nothing", "", /with GraphQL's JSON\. Check the URL/],
    ["neither data nor errors", { data: null, errors: [] }, /errors/],
    ["errors that are no list", { errors: "no" }, /errors/],
  ])("is told with its status and its words: %s", async (_, body, message) => {
    const { url } = await scriptedServer(() => ({ status: 404, body }));
    const error = await failure(url);
    expect(error).toMatchObject({ code: "NOT_GRAPHQL", status: 404, retryable: false });
    expect(error!.message).toContain(`${url} answered with status 404`);
    expect(error!.message).toMatch(message);
  });

  it("is refused before anything is sent when the URL is none", () => {
    expect(() => new UnifiedEmbedder({ url: "/graphql" })).toThrow(TypeError);
  });
});
