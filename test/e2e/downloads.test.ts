import { readFileSync, readdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { embedded } from "../../models/catalog/embedded.ts";
import type { Model } from "../../models/model.ts";
import type { Gateway } from "../../src/gateway.ts";
import { until } from "../support/processes.ts";
import { startHub, type HubServer } from "../support/hub-server.ts";
import { gatewayForTest, post, startTestGateway } from "../support/start-gateway.ts";

/** A model of a hub, through the whole gateway: asked for, downloaded, used. */
const files = Object.fromEntries(
  readdirSync("test/fixtures/tiny/clip", { recursive: true, encoding: "utf8" })
    .map((name) => join("test/fixtures/tiny/clip", name))
    .filter((path) => statSync(path).isFile() && !path.endsWith("golden.json"))
    .map((path) => [relative("test/fixtures/tiny/clip", path), readFileSync(path)]),
);
const dimensions = (
  JSON.parse(readFileSync("test/fixtures/tiny/clip/golden.json", "utf8")) as { dimensions: number }
).dimensions;

const onHub: Model = {
  ...embedded,
  id: "acme/clip",
  aliases: ["clip"],
  space: "acme/clip",
  dimensions,
  supportedDimensions: [dimensions],
  weights: {
    from: "hub",
    parts: [{ repo: "acme/clip", files: Object.keys(files).map((path) => ({ path })) }],
  },
};

let hub: HubServer;
let home: string;
let gateway: Gateway;
beforeAll(async () => {
  hub = await startHub({
    "acme/clip": {
      files,
      commit: "c0ffee0000000000000000000000000000000001",
      lfs: Object.keys(files).filter((path) => path.endsWith(".onnx")),
    },
  });
  home = mkdtempSync(join(tmpdir(), "hf-"));
  gateway = await startTestGateway(
    { HF_HOME: home, HF_ENDPOINT: hub.endpoint },
    { models: [embedded, onHub] },
  );
});
afterAll(async () => {
  await gateway.close();
  await hub.close();
  rmSync(home, { recursive: true });
});

const embed = () => post(gateway, `{ embedText(text: "a cat", model: "clip") { dimensions } }`);
const availability = async () => {
  const query = `{ model(id: "clip") { availability { status howToEnable } } }`;
  return (await post(gateway, query)).data.model.availability;
};

describe("a model whose weights are not here", () => {
  it("says how to get them", async () => {
    expect(await availability()).toMatchObject({
      status: "DOWNLOADABLE",
      howToEnable: expect.stringContaining("npm run models -- pull acme/clip"),
    });
  });

  it("answers at once, while its download goes on; then it is used", async () => {
    const { errors } = await embed();
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining("DOWNLOADING"),
      extensions: { code: "MODEL_UNAVAILABLE", retryable: true },
    });
    while ((await availability()).status !== "READY") {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await embed()).data.embedText).toEqual({ dimensions });
  });

  it("says why the last try failed, also while it is tried again", async () => {
    const settings = { HF_HOME: join(home, "unreachable"), HF_ENDPOINT: "http://127.0.0.1:9" };
    const cut = await gatewayForTest(settings, { models: [embedded, onHub] });
    const query = `{ embedText(text: "a", model: "clip") { space } }`;
    const message = async () => (await post(cut, query)).errors![0]!.message;
    expect(await message()).not.toContain("failed");
    await until(async () => (await message()).includes("the last try failed: "));
  });

  it("is there at once for the next server", async () => {
    hub.bytesSince();
    const next = await startTestGateway(
      { HF_HOME: home, HF_HUB_OFFLINE: "1" },
      { models: [embedded, onHub] },
    );
    const { data } = await post(next, `{ embedText(text: "a", model: "clip") { dimensions } }`);
    await next.close();
    expect(data.embedText).toEqual({ dimensions });
    expect(hub.bytesSince()).toBe(0);
  });

  it("cannot be had offline, and says so", async () => {
    const offline = await startTestGateway(
      { HF_HOME: join(home, "elsewhere"), HF_HUB_OFFLINE: "1" },
      { models: [embedded, onHub] },
    );
    const { errors } = await post(offline, `{ embedText(text: "a", model: "clip") { space } }`);
    await offline.close();
    expect(errors![0]!.extensions.code).toBe("MODEL_UNAVAILABLE");
    expect(errors![0]!.message).toContain("HF_HUB_OFFLINE");
    expect(errors![0]!.extensions).toEqual({ code: "MODEL_UNAVAILABLE", retryable: false });
  });
});
