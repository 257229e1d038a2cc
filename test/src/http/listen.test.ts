import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { listen } from "../../../src/http/listen.ts";

function server() {
  const created = createServer();
  onTestFinished(() => void created.close());
  return created;
}

describe("listening", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:"],
    ["0.0.0.0", "http://localhost:"],
  ])("on %s has an address that begins with %s", async (HOST, url) => {
    expect(await listen(server(), { HOST, PORT: 0 })).toMatch(url);
  });

  it("on a port that is taken names PORT and what to do", async () => {
    const other = server().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port: PORT } = other.address() as AddressInfo;
    await expect(listen(server(), { HOST: "127.0.0.1", PORT })).rejects.toThrow(
      `PORT ${PORT} is taken: set another, or 0 for a free one.`,
    );
  });

  it.each([
    ["nowhere.invalid", "HOST nowhere.invalid cannot be resolved"],
    ["192.0.2.1", "HOST 192.0.2.1 is no address of this machine"],
  ])("on %s names HOST", async (HOST, reason) => {
    await expect(listen(server(), { HOST, PORT: 0 })).rejects.toThrow(reason);
  });
});
