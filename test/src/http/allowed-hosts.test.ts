import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { readConfig } from "../../../src/config/config.ts";
import { checkHost } from "../../../src/http/allowed-hosts.ts";
import { listen } from "../../../src/http/listen.ts";
import { createRefuse } from "../../../src/http/refuse.ts";
import { createHttpServer } from "../../../src/http/server.ts";
import { gatewayForTest } from "../../support/start-gateway.ts";

const silent = { info() {}, warn() {}, error() {} };

/** The answer to a request with this Host header, or with none. */
function ask(url: string, host: string | undefined): Promise<{ status?: number; said: string }> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request(url, { headers, setHost: false, agent: false }, async (response) =>
      resolve({ status: response.statusCode!, said: await text(response) }),
    )
      .on("error", reject)
      .end();
  });
}

/** What a server with these settings answers to Host headers. */
async function statuses(settings: Record<string, string>, hosts: readonly string[]) {
  const config = readConfig({ ...settings, PORT: "0" });
  const checkAllowedHost = checkHost(config);
  const refuse = createRefuse(silent, { countError() {} });
  const server = createHttpServer(config).on("request", (request, response) => {
    try {
      checkAllowedHost(request);
      response.end("ok");
    } catch (error) {
      refuse(error, request, response);
    }
  });
  onTestFinished(() => void server.close());
  const url = await listen(server, { HOST: "127.0.0.1", PORT: 0 });
  return Promise.all(hosts.map(async (host) => (await ask(url, host)).status));
}

describe("the Host header", () => {
  const own = [
    "localhost",
    "LOCALHOST:4000",
    "a.localhost.",
    "127.0.0.1:1",
    "127.9.9.9",
    "[::1]:1",
  ];
  const others = ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"];

  it.each(["127.0.0.1", "::1", "localhost", "127.1.2.3"])(
    "names this machine when HOST is %s",
    async (HOST) => {
      expect(await statuses({ HOST }, own)).toEqual(own.map(() => 200));
      expect(await statuses({ HOST }, others)).toEqual(others.map(() => 403));
    },
  );

  it("is any when HOST is an address of the network, or ALLOWED_HOSTS is *", async () => {
    expect(await statuses({ HOST: "0.0.0.0" }, others)).toEqual(others.map(() => 200));
    expect(await statuses({ ALLOWED_HOSTS: "*" }, others)).toEqual(others.map(() => 200));
  });

  it("is one of ALLOWED_HOSTS when there are any", async () => {
    const settings = { HOST: "0.0.0.0", ALLOWED_HOSTS: "Api.example.com, [::1]" };
    const hosts = ["api.example.com:443", "[::1]", "localhost", "b.example.com"];
    expect(await statuses(settings, hosts)).toEqual([200, 200, 403, 403]);
  });

  it("may be an address beside ALLOWED_HOSTS on a network, where probes know no name", async () => {
    const addresses = ["10.0.0.1:4000", "[fd00::1]:4000"];
    const settings = { ALLOWED_HOSTS: "api.example.com" };
    expect(await statuses({ ...settings, HOST: "0.0.0.0" }, addresses)).toEqual([200, 200]);
    expect(await statuses(settings, addresses)).toEqual([403, 403]);
    const names = ["10.0.0.1.evil.example", "[evil.example]"];
    expect(await statuses({ ...settings, HOST: "0.0.0.0" }, names)).toEqual([403, 403]);
  });

  it("is checked on every route, with the setting in the answer", async () => {
    const { url } = await gatewayForTest();
    for (const path of ["health", "ready", "metrics", "graphql", "", "playground/x", "nothing"]) {
      const { status, said } = await ask(`${url}/${path}`, "evil.example");
      expect([path, status]).toEqual([path, 403]);
      expect(JSON.parse(said).errors[0]).toEqual({
        message:
          'The Host header is "evil.example", a name that this server does not have. Add the name to ALLOWED_HOSTS.',
        extensions: { code: "FORBIDDEN", retryable: false },
      });
    }
  });

  it("may not be missing", async () => {
    const { url } = await gatewayForTest();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write("GET /health HTTP/1.0\r\n\r\n");
    expect(await text(socket)).toMatch(/^HTTP\/1.1 403 /);
  });
});
