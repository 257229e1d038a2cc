import { startBare } from "./bare-runtime.ts";
import { measureClassification } from "./classification.ts";
import { bodiesOf, gatewayLoad, readGateway } from "./gateway-load.ts";
import { startGateway } from "./gateway.ts";
import { mixedTexts, photos, shortTexts } from "./inputs.ts";
import { measureLoad, type Pace, type RateRow } from "./measure.ts";
import { measureOneClient } from "./one-client.ts";
import type { Outcome } from "./results.ts";
import { checkSameWork } from "./same-work.ts";
import { rateCells, timeCells } from "./table.ts";

/** Where the model is that needs no download. */
export const embeddedDirectory = "models/embedded";

const texts = { modality: "text", texts: shortTexts(640) } as const;
const mixed = { modality: "text", texts: mixedTexts(640) } as const;
const images = { modality: "image", images: photos(64) } as const;

const loads = [
  { name: "text", inputs: texts, clients: 64 },
  { name: "image", inputs: images, clients: 32 },
  { name: "mixed lengths", inputs: mixed, clients: 64 },
];

/** The included model. */
export async function benchEmbedded(pace: Pace): Promise<Outcome> {
  const bare = startBare(embeddedDirectory);
  const gateway = await startGateway({ CACHE_MB: "0" });
  const keeping = await startGateway();
  await checkSameWork(
    bare,
    gateway,
    [
      ...mixed.texts.slice(0, 6).map((text) => ({ modality: "text", texts: [text] }) as const),
      { modality: "image", images: images.images.slice(0, 1) },
    ],
    readGateway(),
  );
  const rates: RateRow[] = [];
  for (const load of loads) {
    rates.push(...(await measureLoad(gatewayLoad(load, gateway), bare, pace)));
    console.log(`${load.name}: ${rates.at(-1)!.ratio.toFixed(2)}`);
  }
  const oneClient = { inputs: texts, bodies: bodiesOf(texts), target: gateway };
  const times = await measureOneClient(oneClient, bare, pace);
  const { first, later } = await measureClassification(keeping, bare, pace);
  bare.stop();
  await Promise.all([gateway.stop(), keeping.stop()]);
  return {
    tables: [rateCells([...rates, first]), timeCells([...times, later])],
    notes: [],
  };
}
