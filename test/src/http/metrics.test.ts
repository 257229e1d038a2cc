import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { bearer, writeKeys } from "../../support/keys.ts";
import { startTestGateway } from "../../support/start-gateway.ts";

const fake = { models: [fakeModel], providers: { fake: createFakeProvider() } };

let gateway: Gateway;
let keys: Awaited<ReturnType<typeof writeKeys>>;
const start = (METRICS_PORT: string) =>
  startTestGateway({ METRICS_PORT, API_KEYS_FILE: keys.file, DEFAULT_MODEL: fakeModel.id }, fake);
beforeAll(async () => {
  keys = await writeKeys({ program: {} });
  gateway = await start("0");
});
afterAll(() => keys.remove());

describe("METRICS_PORT", () => {
  it("has the figures, without a key", async () => {
    const response = await fetch(gateway.metricsUrl);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      200,
      "text/plain; version=0.0.4; charset=utf-8",
    ]);
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await response.text()).toContain("# TYPE parallax_errors_total counter");
  });

  it("has nothing else, and PORT has no figures, not even with a key", async () => {
    const own = new URL(gateway.metricsUrl);
    for (const path of ["/", "/graphql", "/metrics/x"]) {
      expect((await fetch(new URL(path, own))).status).toBe(404);
    }
    expect(own.port).not.toBe(new URL(gateway.url).port);
    const headers = bearer("program");
    expect((await fetch(`${gateway.url}/metrics`, { headers })).status).toBe(404);
  });

  it("that is taken refuses the start by its name", async () => {
    const other = createServer();
    await once(other.listen(0, "127.0.0.1"), "listening");
    const { port } = other.address() as AddressInfo;
    await expect(start(`${port}`)).rejects.toThrow(`METRICS_PORT ${port} is taken`);
    other.close();
  });

  it("is free again when the gateway has closed", async () => {
    await gateway.close();
    await expect(fetch(gateway.metricsUrl)).rejects.toThrow();
  });
});
