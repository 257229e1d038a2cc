import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  trace,
  type TracerProvider,
} from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import { packageVersion } from "../../../providers/package-root.ts";
import type { Log } from "../../../providers/provider.ts";
import { withoutCredentials } from "../../../providers/settings.ts";
import { givenSpanId } from "./span-ids.ts";

export interface Sdk {
  readonly provider: TracerProvider;
  /** Sends what is left, for a few seconds at the most. */
  stop(): Promise<void>;
}

/** A collector that is down must not hold up the end of the server. */
const longestFlushMs = 2000;

/**
 * Loads and starts the SDK, which sends spans to a collector by OTLP over HTTP. The variables of
 * OpenTelemetry that begin with OTEL_ apply.
 */
export async function startSdk(endpoint: string, log: Log): Promise<Sdk> {
  const [node, { OTLPTraceExporter }, resources] = await Promise.all([
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/exporter-trace-otlp-proto"),
    import("@opentelemetry/resources"),
  ]);
  const random = new node.RandomIdGenerator();
  const exporter = new OTLPTraceExporter(
    process.env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] ? {} : { url: tracesUrl(endpoint) },
  );
  const provider = new node.NodeTracerProvider({
    resource: resources
      .defaultResource()
      .merge(
        resources.resourceFromAttributes({
          "service.name": "parallax",
          "service.version": packageVersion(),
        }),
      )
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    idGenerator: {
      generateTraceId: random.generateTraceId,
      generateSpanId: () => givenSpanId() ?? random.generateSpanId(),
    },
    spanProcessors: [new node.BatchSpanProcessor(sayOnce(exporter, endpoint, log))],
  });
  const warn = (message: string) => log.warn({}, message);
  const quiet = { debug() {}, info() {}, verbose() {}, warn, error: warn };
  diag.setLogger(quiet, { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true });
  provider.register();
  return {
    provider,
    async stop() {
      await atMost(longestFlushMs, provider.shutdown());
      for (const api of [trace, context, propagation, diag]) {
        api.disable();
      }
    },
  };
}

function tracesUrl(endpoint: string): string {
  return `${endpoint.replace(/\/+$/, "")}/v1/traces`;
}

/** Says that the collector is gone, and that it is back, and not each time that it is still gone. */
function sayOnce(exporter: SpanExporter, endpoint: string, log: Log): SpanExporter {
  const at = withoutCredentials(endpoint);
  let failing = false;
  return {
    export(spans: ReadableSpan[], done) {
      exporter.export(spans, (result) => {
        const failed = result.code !== success;
        if (failed && !failing) {
          log.warn(
            { endpoint: at, reason: result.error?.message },
            "the collector takes no traces; they are lost",
          );
        }
        if (!failed && failing) {
          log.info({ endpoint: at }, "the collector takes traces again");
        }
        failing = failed;
        // Told of a failure, the SDK would log it itself, each time.
        done({ code: success });
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

/** The SDK's ExportResultCode.SUCCESS. */
const success = 0;

async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
