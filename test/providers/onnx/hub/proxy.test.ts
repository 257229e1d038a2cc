import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { bench, part } from "./bench.ts";

afterEach(() => void vi.unstubAllEnvs());

test("HTTPS_PROXY is obeyed, and what it refuses is no secret's way out", async () => {
  const asked: string[] = [];
  const proxy = createServer().on("connect", (request, socket) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ""}`.trim());
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void proxy.close());
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  vi.stubEnv("HTTPS_PROXY", address);
  vi.stubEnv("https_proxy", address);
  const { another } = await bench();
  const hub = another({ endpoint: "https://hub.invalid", token: "hf_secret" }, { tries: 1 });
  await expect(hub.pull([part])).rejects.toThrow(/connection to the hub failed.*HTTPS_PROXY/);
  expect(new Set(asked)).toEqual(new Set(["hub.invalid:443"]));
});
