import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { errorCodes } from "../../models/errors.ts";
import {
  countEvent,
  operations,
  providerCalls,
  type Usage,
  usages,
} from "../../providers/tracing.ts";
import type { Gateway } from "../../src/gateway.ts";
import { createFakeProvider, fakeModel, fakeRow } from "../support/fake-provider.ts";
import { type Exposition, readExposition } from "../support/exposition.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

let gateway: Gateway;
let metrics: Exposition;

const labels = ["a", "b"];
const classify = `query Classify($labels: [String!]!) {
  classify(image: { base64: "AQ==" }, labels: $labels) { best { label } }
}`;

beforeAll(async () => {
  const paid = createFakeProvider({
    maxInputs: 10,
    embed: async (inputs, { dimensions }) =>
      inputs.map((input) => {
        const row = fakeRow(input, dimensions);
        return row instanceof Error ? row : { ...row, usd: 0.25 };
      }),
  });
  const provider = { ...paid, residentBytes: () => [[fakeModel.id, 1000]] as const };
  gateway = await startTestGateway(
    { DEFAULT_MODEL: fakeModel.id, QUEUE_LIMIT: "77", MAX_MEDIA_MB: "1" },
    { models: [fakeModel], providers: { fake: provider } },
  );
  await fetch(`${gateway.url}/ready`);
  await post(gateway, `query Words { embedTexts(texts: ["one", "two", "one", "bad"]) { tokens } }`);
  await post(gateway, `{ embedText(text: "one") { tokens } }`);
  await post(gateway, classify, { labels });
  await post(gateway, classify, { labels });
  await post(gateway, "{ nothing }");
  const headers = { "content-type": "application/json" };
  await fetch(`${gateway.url}/graphql`, { method: "POST", headers, body: "{" });
  await fetch(`${gateway.url}/graphql`, { method: "POST", headers, body: "{}" });
  countEvent("process died", fakeModel);
  await providerCalls.tracePromise(async () => {}, {
    provider: "fake",
    carrier: {},
    model: fakeModel.id,
    inputs: 1,
  });
  usages.publish({
    caller: "web",
    model: fakeModel.id,
    modality: "TEXT",
    tokens: 100,
    usd: 2,
    cached: false,
  } satisfies Usage);
  operations.asyncEnd.publish({
    caller: "web",
    name: "Words",
    ms: 1,
    points: 7,
    errors: ["RATE_LIMITED"],
    pointsPerHour: 1000,
    usdPerDay: 3,
  });
  metrics = await read();
});
afterAll(() => gateway.close());

async function read(): Promise<Exposition> {
  const response = await fetch(`${gateway.url}/metrics`);
  return readExposition(await response.text());
}

const samplesOf = (name: string, { samples } = metrics) =>
  samples.filter((sample) => sample.name === name);
const valueOf = (name: string, labels: Record<string, string> = {}, all = metrics) =>
  samplesOf(name, all).find((sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value;

describe("/metrics", () => {
  it("counts requests by operation and caller, and errors by code", () => {
    const anonymous = { caller: "anonymous" };
    expect(samplesOf("parallax_requests_total").map(({ labels }) => labels)).toEqual([
      { operation: "Words", ...anonymous },
      { operation: "unnamed", ...anonymous },
      { operation: "Classify", ...anonymous },
      { operation: "Words", caller: "web" },
    ]);
    const classified = { operation: "Classify" };
    expect(valueOf("parallax_requests_total", classified)).toBe(2);
    expect(valueOf("parallax_request_duration_seconds_count", classified)).toBe(2);
    expect(valueOf("parallax_errors_total", { code: "INTERNAL", ...anonymous })).toBe(1);
    expect(valueOf("parallax_failed_requests_total", { code: "INTERNAL" })).toBe(1);
    const invalid = { code: "GRAPHQL_VALIDATION_FAILED", ...anonymous };
    expect(valueOf("parallax_errors_total", invalid)).toBe(1);
    expect(samplesOf("parallax_refused_requests_total")).toMatchObject([
      { labels: { code: "BAD_INPUT" }, value: 1 },
      { labels: { code: "BAD_REQUEST" }, value: 1 },
    ]);
  });

  it("tells what a caller used of its limits, and how often it was turned away", () => {
    const web = { caller: "web" };
    expect(valueOf("parallax_points_total", web)).toBe(7);
    expect(samplesOf("parallax_points_per_hour_limit")).toMatchObject([
      { labels: web, value: 1000 },
    ]);
    expect(valueOf("parallax_cost_usd_per_day_limit", web)).toBe(3);
    expect(valueOf("parallax_errors_total", { code: "RATE_LIMITED", ...web })).toBe(1);
  });

  it("counts tokens and dollars by caller and model", () => {
    expect(samplesOf("parallax_tokens_total").map(({ labels }) => labels)).toEqual([
      { caller: "anonymous", model: fakeModel.id },
      { caller: "web", model: fakeModel.id },
    ]);
    expect(valueOf("parallax_tokens_total", { caller: "web" })).toBe(100);
    expect(valueOf("parallax_cost_usd_total", { caller: "web" })).toBe(2);
    // "one", "two", an image, two labels; what came from the cache cost nothing.
    expect(valueOf("parallax_cost_usd_total", { caller: "anonymous" })).toBe(5 * 0.25);
  });

  it("tells what the caches saved", () => {
    const model = fakeModel.id;
    expect(valueOf("parallax_cache_hits_total", { kind: "in flight", model })).toBe(1);
    expect(valueOf("parallax_cache_hits_total", { kind: "finished", model })).toBe(2);
    expect(valueOf("parallax_cache_misses_total", { model })).toBe(5 + 1);
    expect(valueOf("parallax_label_lookups_total", { outcome: "missed" })).toBe(2);
    expect(valueOf("parallax_label_lookups_total", { outcome: "found" })).toBe(2);
  });

  it("has passes and waits in seconds, and failed inputs", () => {
    const texts = { model: fakeModel.id, modality: "TEXT" };
    expect(valueOf("parallax_batch_size_sum", texts)).toBe(3 + 2);
    expect(valueOf("parallax_queue_wait_seconds_count", texts)).toBe(3 + 2);
    expect(valueOf("parallax_pass_duration_seconds_sum", texts)).toBeLessThan(10);
    expect(valueOf("parallax_pass_duration_seconds_count", texts)).toBe(2);
    expect(valueOf("parallax_failed_inputs_total", texts)).toBe(1);
  });

  it("has the state of the server, its models and its process", () => {
    const model = fakeModel.id;
    expect(valueOf("parallax_queue_depth", { model })).toBe(0);
    expect(valueOf("parallax_queue_limit")).toBe(77);
    expect(valueOf("parallax_model_ready", { model })).toBe(1);
    expect(valueOf("parallax_model_process_resident_bytes", { model })).toBe(1000);
    expect(valueOf("parallax_media_bytes")).toBe(0);
    expect(valueOf("parallax_media_limit_bytes")).toBe(1024 * 1024);
    expect(valueOf("parallax_connections")).toBeGreaterThan(0);
    expect(valueOf("parallax_ready")).toBe(1);
    expect(valueOf("process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
    expect(valueOf("nodejs_eventloop_lag_p99_seconds")).toBeGreaterThan(0);
  });

  it("keeps the names in milliseconds for one release, and says so", () => {
    const old = [...metrics.help].filter(([name]) => name.endsWith("_ms"));
    expect(old.map(([name]) => name)).toEqual([
      "parallax_request_duration_ms",
      "parallax_queue_wait_ms",
      "parallax_pass_duration_ms",
    ]);
    for (const [name, help] of old) {
      const name2 = name.replace(/_ms$/, "_seconds");
      expect(help).toBe(`Deprecated: use ${name2}; gone in the next release`);
      expect(metrics.help.has(name2)).toBe(true);
    }
    const count = samplesOf("parallax_request_duration_ms_count");
    expect(count).toMatchObject([{ labels: {}, value: 6 }]);
  });

  it("keeps a series for as many names as there may be; the rest share one", async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, i) => post(gateway, `query Name${i} { __typename }`)),
    );
    const operations = samplesOf("parallax_requests_total", await read());
    expect(operations.length).toBe(50 + 3);
    const other = operations.find(({ labels }) => labels.operation === "other");
    expect(other!.value).toBe(60 - 48);
  });

  it("is another's as well: two gateways in one process do not clash", async () => {
    const second = await startTestGateway(
      { DEFAULT_MODEL: fakeModel.id },
      { models: [fakeModel], providers: { fake: createFakeProvider() } },
    );
    const text = await (await fetch(`${second.url}/metrics`)).text();
    await second.close();
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).toContain("process_cpu_seconds_total");
    expect(new Set(names).size).toBe(names.length);
    // Nobody asked whether it is ready, and no input went through its model.
    expect(text).toMatch(/^parallax_ready Nan$/m);
    expect(valueOf("process_cpu_seconds_total", {}, await read())).toBeGreaterThan(0);
  });
});

const dashboard = JSON.parse(readFileSync("deploy/grafana/dashboard.json", "utf8")) as Dashboard;
const alerts = parse(readFileSync("deploy/prometheus/alerts.yml", "utf8")) as Alerts;

/** Expressions of Grafana's dashboard and of the alerts, by where they are. */
function expressions(): [where: string, expression: string][] {
  const variables = dashboard.templating.list.flatMap(({ name, query }) =>
    typeof query === "object" ? [[name, query.query] as [string, string]] : [],
  );
  return [
    ...dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }): [string, string] => [title, expr]),
    ),
    ...variables,
    ...alerts.groups.flatMap(({ rules }) =>
      rules.map(({ alert, expr }): [string, string] => [alert, expr]),
    ),
  ];
}

interface Dashboard {
  readonly title: string;
  readonly panels: readonly {
    readonly title: string;
    readonly gridPos: {
      readonly x: number;
      readonly y: number;
      readonly w: number;
      readonly h: number;
    };
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: string | { query: string } }[];
  };
}
interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
    }[];
  }[];
}

describe("the dashboard and the alerts", () => {
  // What Prometheus adds to every sample, and to every target.
  const labelsOfTargets = ["job", "instance"];
  const metricsOfTargets = ["up"];

  it.each(expressions())("%s asks for metrics and labels that there are", (_, expression) => {
    const { names, labels } = readExpression(expression);
    expect(names.length).toBeGreaterThan(0);
    const known = names.flatMap((name) => {
      const samples = samplesOf(name);
      const isKnown = samples.length > 0 || metricsOfTargets.includes(name);
      expect(isKnown, `${name} of ${expression}`).toBe(true);
      return samples.flatMap((sample) => Object.keys(sample.labels));
    });
    for (const label of labels) {
      expect([...known, ...labelsOfTargets], expression).toContain(label);
    }
    expect(names.filter((name) => /_ms(_|$)/.test(name))).toEqual([]);
    for (const [, codes] of expression.matchAll(/code=~?"([^"]*)"/g)) {
      expect([...errorCodes, "INTERNAL"]).toEqual(expect.arrayContaining(codes!.split("|")));
    }
  });

  it("has panels that do not lie on each other, and ask the datasource that is chosen", () => {
    const taken = new Set<string>();
    for (const { title, gridPos, datasource, targets } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(x < 24 && !taken.has(`${x},${y}`), title).toBe(true);
          taken.add(`${x},${y}`);
        }
      }
      expect(datasource?.uid).toBe(targets && "${datasource}");
    }
  });
});

/** Names of metrics and labels in PromQL: as much of it as our own expressions use. */
function readExpression(expression: string): { names: string[]; labels: string[] } {
  const labels: string[] = [];
  const rest = expression
    .replaceAll(/\[[^\]]*\]/g, " ")
    .replaceAll(/\{([^}]*)\}/g, (_, matchers: string) => {
      labels.push(...[...matchers.matchAll(/(\w+)\s*[=!]~?/g)].map(([, label]) => label!));
      return " ";
    })
    .replaceAll(/label_values\(([^,]*),\s*(\w+)\)/g, (_, metric: string, label: string) => {
      labels.push(label);
      return metric;
    })
    .replaceAll(
      /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g,
      (_, list: string) => {
        labels.push(
          ...list
            .split(",")
            .map((label) => label.trim())
            .filter(Boolean),
        );
        return " ";
      },
    );
  // A function is followed by its arguments, an aggregation may have its labels first.
  const words = [...rest.matchAll(/\b[a-z_]\w*(?!\s*\(|\w)/gi)].map(([word]) => word);
  return { names: words.filter((word) => !keywords.has(word)), labels };
}

const keywords = new Set(["and", "or", "unless", "bool", "offset"]);
