import { existsSync } from "node:fs";
import { join } from "node:path";
import { type BareRuntime, startBare } from "./bare-runtime.ts";
import { gatewayLoad, readGateway } from "./gateway-load.ts";
import { startGateway } from "./gateway.ts";
import { photos, shortTexts } from "./inputs.ts";
import { measureLoad, type Pace, type RateRow } from "./measure.ts";
import type { Target } from "./requests.ts";
import type { Outcome } from "./results.ts";
import { checkSameWork } from "./same-work.ts";
import { rateCells } from "./table.ts";

/** Where make_clip.py puts its models. */
export const clipFolder = "node_modules/.cache/bench-clip";

const precisions = ["fp32", "q8"];
const images = { modality: "image", images: photos(32) } as const;
const texts = { modality: "text", texts: shortTexts(320) } as const;
const loads = [
  { name: "image", inputs: images, clients: 32 },
  { name: "text", inputs: texts, clients: 64 },
];

/** A model of a size that people use: what the gateway adds is small beside its passes. */
export async function benchClip(pace: Pace): Promise<Outcome> {
  if (!precisions.every((precision) => existsSync(join(clipFolder, precision)))) {
    throw new Error(howToMakeClip);
  }
  const gateway = await startGateway({ CACHE_MB: "0", ...clipSettings() });
  const rows: RateRow[] = [];
  for (const precision of precisions) {
    const bare = startBare(join(clipFolder, precision));
    rows.push(...(await measurePrecision(precision, gateway, bare, pace)));
    bare.stop();
  }
  await gateway.stop();
  return { tables: [rateCells(rows)], notes: [] };
}

async function measurePrecision(
  precision: string,
  gateway: Target,
  bare: BareRuntime,
  pace: Pace,
): Promise<RateRow[]> {
  const model = clipId(precision);
  const samples = [
    { modality: "text", texts: texts.texts.slice(0, 1) },
    { modality: "image", images: images.images.slice(0, 1) },
  ] as const;
  await checkSameWork(bare, gateway, samples, readGateway(model));
  const rows: RateRow[] = [];
  for (const load of loads) {
    const named = { ...load, name: `${load.name}, ${precision}` };
    rows.push(...(await measureLoad(gatewayLoad(named, gateway, model), bare, pace)));
    console.log(`${named.name}: ${rows.at(-1)!.ratio.toFixed(2)}`);
  }
  return rows;
}

/** The gateway's settings for all of them. */
export function clipSettings(): Record<string, string> {
  const pairs = precisions.map(
    (precision) => `${clipId(precision)}=${join(clipFolder, precision)}`,
  );
  return { LOCAL_MODELS: pairs.join(",") };
}

export function clipId(precision: string): string {
  return `bench/clip-${precision}`;
}

export const howToMakeClip = `There is no model in ${clipFolder}. Make it with Python 3.11 or later:

  python3 -m venv /tmp/bench-venv
  /tmp/bench-venv/bin/pip install --no-deps -r test/export/requirements.txt
  /tmp/bench-venv/bin/python test/bench/make_clip.py ${clipFolder}
`;
