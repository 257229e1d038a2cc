import { expect, it, onTestFinished, vi } from "vitest";
import { post, startTestGateway } from "../../support/start-gateway.ts";

it("nothing is reported to Apollo, whatever the environment says", async () => {
  vi.stubEnv("APOLLO_KEY", "service:somebody:a-key");
  vi.stubEnv("APOLLO_GRAPH_REF", "somebody@current");
  vi.stubEnv("APOLLO_SCHEMA_REPORTING", "true");
  const fetches = vi.spyOn(globalThis, "fetch");
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  const gateway = await startTestGateway();
  await post(gateway, "{ __typename }");
  // The last report goes when the server ends.
  await gateway.close();
  const urls = fetches.mock.calls.map(([url]) => String(url));
  expect(urls.filter((url) => !url.startsWith(gateway.url))).toEqual([]);
});
