import { expandTemplates } from "../../models/zero-shot/templates.ts";
import { prompts } from "../../models/zero-shot/prompt.ts";
import type { BareRuntime } from "./bare-runtime.ts";
import { type CpuMs, cpuPerRequest, readCpu } from "./cpu.ts";
import { labels, photos } from "./inputs.ts";
import { connect, send } from "./load.ts";
import { type Pace, type RateRow, summary } from "./measure.ts";
import { oneByOne, type TimeRow, timesOf } from "./one-client.ts";
import { classificationBody, imageBody, type Target } from "./requests.ts";
import { median } from "./statistics.ts";

const labelCount = 1000;
const templates = ["@imagenet7"];
const repeats = 5;

/**
 * A photo among labels that were never seen, beside `session.run` over all their prompts; then the
 * same labels with other photos, beside such a photo without labels. The target keeps embeddings.
 */
export async function measureClassification(
  target: Target,
  bare: BareRuntime,
  pace: Pace,
): Promise<{ first: RateRow; later: TimeRow }> {
  const firsts: { rate: number; p50: number; cpu: CpuMs }[] = [];
  const bareRates: number[] = [];
  const laters: { besideMs: number; ms: number }[] = [];
  let setup;
  let photoNumber = 0;
  const nextPhotos = (count: number) => photos(count, (photoNumber += count));

  for (let round = 0; round < pace.rounds; round++) {
    const names = labels(labelCount, round * labelCount);
    const classify = (photo: Buffer) => classificationBody(photo, names, templates);
    const texts = names.flatMap((label) => prompts(label, expandTemplates(templates)));

    await bare.prepare({ modality: "text", texts });
    setup ??= await bare.tune(pace.tuneMs);
    bareRates.push(await bare.run(0));
    firsts.push(await once(target, classify(nextPhotos(1)[0]!), texts.length));

    // One more than is counted: it opens the connection.
    const [alone, again] = [nextPhotos(repeats + 1), nextPhotos(repeats + 1)];
    const counts = { count: repeats, pauseMs: 0 };
    laters.push({
      besideMs: median(
        await oneByOne(
          target,
          alone.map((photo) => imageBody(photo)),
          counts,
        ),
      ),
      ms: median(await oneByOne(target, again.map(classify), counts)),
    });
  }
  const what = `${labelCount} labels × ${expandTemplates(templates).length} templates`;
  return {
    first: {
      name: `classification, ${what}, first`,
      clients: 1,
      setup: setup!,
      ...summary(firsts, bareRates),
    },
    later: {
      name: `classification, ${what}, later`,
      beside: "embedImage of the photo",
      ...timesOf(laters),
    },
  };
}

/** @returns prompts a second */
async function once(target: Target, body: Buffer, prompts: number) {
  const connection = connect(target);
  const before = readCpu(target.pid);
  const ms = await send(connection, target, body);
  const cpu = cpuPerRequest(before, readCpu(target.pid), prompts);
  await connection.close();
  return { rate: (1000 * prompts) / ms, p50: ms, cpu };
}
