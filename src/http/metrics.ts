import { createServer, type ServerResponse } from "node:http";
import type { Log } from "../../providers/provider.ts";
import type { Config } from "../config/config.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { checkHost } from "./allowed-hosts.ts";
import { compress } from "./compress.ts";
import { listen } from "./listen.ts";
import { createRefuse } from "./refuse.ts";

/** Answers with the figures as Prometheus reads them. */
export async function answerMetrics(
  { registry }: Pick<Metrics, "registry">,
  response: ServerResponse,
): Promise<void> {
  const text = await registry.metrics();
  response.setHeader("content-type", registry.contentType);
  response.end(text);
}

/**
 * A server of its own for `/metrics`, which needs no key there: METRICS_PORT is not for callers.
 *
 * @returns undefined where METRICS_PORT is unset
 * @throws Error naming the setting that is in the way
 */
export async function serveMetrics(config: Config, metrics: Metrics, log: Log) {
  const { HOST, METRICS_PORT } = config;
  if (METRICS_PORT === undefined) {
    return undefined;
  }
  const checkAllowedHost = checkHost(config);
  const refuse = createRefuse(log, metrics);
  const server = createServer(async (request, response) => {
    try {
      checkAllowedHost(request);
      compress(request, response);
      if (request.method === "GET" && request.url === "/metrics") {
        await answerMetrics(metrics, response);
      } else {
        response.writeHead(404).end();
      }
    } catch (error) {
      refuse(error, request, response);
    }
  });
  const url = await listen(server, { HOST, PORT: METRICS_PORT, setting: "METRICS_PORT" });
  return {
    url: `${url}/metrics`,
    close(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
