import { isSpanContextValid, trace, type TracerProvider } from "@opentelemetry/api";
import { packageVersion } from "../../../providers/package-root.ts";
import type { Log } from "../../../providers/provider.ts";
import type { Config } from "../../config/config.ts";
import { followShared } from "./passes.ts";
import { followProviderCalls } from "./provider-calls.ts";
import { followRequests } from "./requests.ts";
import { startSdk } from "./sdk.ts";

export interface Traces {
  close(): Promise<void>;
}

/** Channels are the process's: gateways in one process share its traces. */
let running: Promise<Traces> | undefined;
let users = 0;

/**
 * Makes spans of what the tracing channels tell, where somebody wants them: the SDK of an application
 * that was registered before, or the collector that the settings name. Else nobody listens.
 */
export async function startTraces(
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }: Pick<Config, "OTEL_EXPORTER_OTLP_ENDPOINT">,
  log: Log,
): Promise<Traces> {
  if (!hasSdk() && (!endpoint || process.env["OTEL_SDK_DISABLED"] === "true")) {
    return { close: async () => {} };
  }
  users++;
  running ??= start(endpoint, log);
  const traces = await running;
  return {
    async close() {
      if (--users === 0) {
        running = undefined;
        await traces.close();
      }
    },
  };
}

async function start(endpoint: string | undefined, log: Log): Promise<Traces> {
  const sdk = hasSdk() || !endpoint ? undefined : await startSdk(endpoint, log);
  const unfollow = followAll(sdk?.provider ?? trace.getTracerProvider());
  return {
    async close() {
      unfollow();
      await sdk?.stop();
    },
  };
}

/** Whether spans go anywhere: those of the API alone have no ids. */
function hasSdk(): boolean {
  const span = trace.getTracer(scope).startSpan("never ended, so never sent", { root: true });
  return isSpanContextValid(span.spanContext());
}

/** @returns what ends it */
function followAll(provider: TracerProvider): () => void {
  const tracer = provider.getTracer(scope, packageVersion());
  const followed = [
    ...followRequests(tracer),
    ...followShared(tracer),
    ...followProviderCalls(tracer),
  ];
  return () => followed.forEach((unfollow) => unfollow());
}

const scope = "parallax";
