import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { startBare } from "./bare-runtime.ts";
import { embeddedDirectory } from "./embedded.ts";
import { bodiesOf } from "./gateway-load.ts";
import { startGateway } from "./gateway.ts";
import { shortTexts } from "./inputs.ts";
import { drive, type LoadResult } from "./load.ts";
import { type Pace, summary } from "./measure.ts";
import { plot } from "./plot.ts";
import type { Outcome } from "./results.ts";
import { number } from "./table.ts";

const steps = Array.from({ length: 11 }, (_, i) => 2 ** i);
const picture = "docs/images/growth.svg";

/** Texts from ever more clients. */
export async function benchGrowth(pace: Pace): Promise<Outcome> {
  const inputs = { modality: "text", texts: shortTexts(2500) } as const;
  const bodies = bodiesOf(inputs);
  const bare = startBare(embeddedDirectory);
  const gateway = await startGateway({ CACHE_MB: "0" });
  await bare.prepare({ ...inputs, texts: inputs.texts.slice(0, 320) });
  await bare.tune(pace.tuneMs);
  const bareRates = steps.map((): number[] => []);
  const results = steps.map((): LoadResult[] => []);
  for (let round = 0; round < pace.rounds; round++) {
    for (const [i, clients] of steps.entries()) {
      bareRates[i]!.push(await bare.run(pace.ms / 2));
      results[i]!.push(await drive(gateway, bodies, { clients, ms: pace.ms }));
    }
  }
  const points = steps.map((clients, i) => ({
    clients,
    ...summary(results[i]!, bareRates[i]!),
  }));
  draw(points);
  const rows = points.map(({ clients, bareRate, rate, ratio, p50, p99 }) => [
    String(clients),
    ...[number(bareRate, 0), number(rate, 0), number(ratio, 2), number(p50, 1), number(p99, 1)],
  ]);
  const head = ["clients", "bare/s", "server/s", "ratio", "p50 ms", "p99 ms"];
  bare.stop();
  await gateway.stop();
  return { tables: [[head, ...rows]], notes: [`The picture is ${picture}.`] };
}

function draw(
  points: readonly { clients: number; ratio: number; p50: number; p99: number }[],
): void {
  const series = (name: string, pick: (point: (typeof points)[number]) => number) => ({
    name,
    points: points.map((point) => [point.clients, pick(point)] as const),
  });
  const svg = plot({
    title: "Texts from 1 to 1024 clients, included model",
    xLabel: "clients",
    xTicks: [1, 4, 16, 64, 256, 1024],
    panels: [
      {
        label: "throughput, as a share of bare session.run",
        scale: "linear",
        series: [series("share", ({ ratio }) => ratio)],
      },
      {
        label: "latency, ms",
        scale: "log",
        series: [series("p50", ({ p50 }) => p50), series("p99", ({ p99 }) => p99)],
      },
    ],
  });
  mkdirSync(dirname(picture), { recursive: true });
  writeFileSync(picture, svg);
}
