import { spawnSync } from "node:child_process";
import { openAsBlob, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GatewayRequestError, UnifiedEmbedder } from "../../../packages/client/src/index.ts";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { startTestGateway } from "../../support/start-gateway.ts";

const blob = (...bytes: number[]) => new Blob([Uint8Array.from(bytes)]);

let gateway: Gateway;
let embedder: UnifiedEmbedder;
beforeAll(async () => {
  gateway = await startTestGateway(
    { DEFAULT_MODEL: fakeModel.id },
    { models: [fakeModel], providers: { fake: createFakeProvider() } },
  );
  embedder = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, model: "fake" });
});
afterAll(() => gateway.close());

describe("the client", () => {
  it("embeds texts to unit vectors, in order", async () => {
    const [a, b] = await embedder.embedText(["a", "b"]);
    const [again] = await embedder.embedText(["b"], { purpose: "QUERY" });
    expect(a).toBeInstanceOf(Float32Array);
    expect(Math.hypot(...a!)).toBeCloseTo(1, 6);
    expect(again).toEqual(b);
  });

  it("sends files, in order", async () => {
    const [one, two] = await embedder.embedImages([blob(1), blob(2)]);
    expect(await embedder.embedImage(blob(2))).toEqual(two);
    expect(one).not.toEqual(two);
  });

  it("sends bytes as files, also those of a part of a longer buffer", async () => {
    const [file] = await embedder.embedImages([blob(2)]);
    expect(await embedder.embedImage(Buffer.from([2]))).toEqual(file);
    expect(await embedder.embedImage(Uint8Array.of(1, 2, 3).subarray(1, 2))).toEqual(file);
  });

  it("sends a file of the disk", async () => {
    const path = "test/fixtures/photos/coffee.jpg";
    const opened = await embedder.embedImage(await openAsBlob(path));
    expect(opened).toEqual(await embedder.embedImage(readFileSync(path)));
  });

  it("asks for the length it was made for", async () => {
    const short = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, dimensions: 4 });
    expect((await short.embedText(["a"]))[0]!.length).toBe(4);
  });

  it("compares images with texts; the error of a failing image is in place of its row", async () => {
    const { activation, cosine, scores } = await embedder.similarity(
      [blob(0), blob(1)],
      ["a", "b"],
    );
    expect(activation).toBe("SOFTMAX");
    for (const row of [cosine[0], scores[0]]) {
      expect(row).toBeInstanceOf(GatewayRequestError);
      expect(row).toMatchObject({ code: "INTERNAL", path: ["similarity", "cosine", 0] });
    }
    expect((scores[1] as Float32Array).length).toBe(2);
  });

  it("throws the gateway's error with its code and path", async () => {
    const failure = await embedder.embedText(["a", "bad"]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GatewayRequestError);
    expect(failure).toMatchObject({ path: ["embedTexts", 1] });
    const unknown = new UnifiedEmbedder({ url: `${gateway.url}/graphql`, model: "nobody" });
    await expect(unknown.embedText(["a"])).rejects.toMatchObject({ code: "UNKNOWN_MODEL" });
  });

  it("throws what is no GraphQL answer", async () => {
    const lost = new UnifiedEmbedder({ url: `${gateway.url}/nowhere` });
    await expect(lost.embedText(["a"])).rejects.toThrow("status 404");
  });

  it("can be cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(embedder.embedText(["a"], { signal })).rejects.toThrow(/abort/i);
  });

  it("rejects with the signal's reason when it is cancelled in the middle of an answer", async () => {
    const half = createServer((_request, response) => response.write('{"data":'));
    await new Promise<void>((resolve) => half.listen(0, "127.0.0.1", resolve));
    const { port } = half.address() as AddressInfo;
    const cancelling = new AbortController();
    const slow = new UnifiedEmbedder({ url: `http://127.0.0.1:${port}/` });
    const answer = slow.embedText(["a"], { signal: cancelling.signal });
    const reason = new Error("the visitor left");
    setTimeout(() => cancelling.abort(reason), 200);
    await expect(answer).rejects.toBe(reason);
    half.closeAllConnections();
    half.close();
  });

  it.each([
    ["embedText", () => embedder.embedText("a cat" as never), "texts must be a list"],
    ["embedImages", () => embedder.embedImages(blob(1) as never), "images must be a list"],
    ["similarity", () => embedder.similarity([blob(1)], "a" as never), "texts must be a list"],
  ])("tells callers of %s without types to give a list", async (_name, call, message) => {
    const failure = await call().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
  });

  it.each([[new URL("http://127.0.0.1/cat.jpg")], [[blob(1)]], [{ url: "cat.jpg" }], [undefined]])(
    "says what an image may be when it is given another thing: %s",
    async (image) => {
      const failure = await embedder.embedImage(image as never).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TypeError);
      expect(failure).toMatchObject({ message: expect.stringContaining("a File, a Blob") });
    },
  );

  it("compiles for callers with exactOptionalPropertyTypes", () => {
    const tsc = ["tsc", "--project", "test/packages/client/strict-caller.json"];
    const { status, stdout } = spawnSync("npx", tsc, { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("uses nothing that browsers lack", () => {
    const files = readdirSync("packages/client/src", { recursive: true, encoding: "utf8" });
    const sources = files.filter((file) => file.endsWith(".ts"));
    expect(sources.length).toBeGreaterThan(10);
    for (const file of sources) {
      expect(readFileSync(`packages/client/src/${file}`, "utf8")).not.toMatch(
        /node:|Buffer\.|process\.|document\.|window\./,
      );
    }
  });
});
