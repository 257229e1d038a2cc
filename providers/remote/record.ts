import ipaddr from "ipaddr.js";
import { findModel } from "../../models/find-model.ts";
import type { Hosting, Model, Modality } from "../../models/model.ts";
import type { RemoteModel } from "./entry.ts";

/**
 * The records of the models in REMOTE_MODELS. One that declares the space of another model has its
 * scores and templates too, where it states none of its own.
 *
 * @param known models that there are besides
 * @throws Error naming the field of the file that does not go with them
 */
export function remoteRecords(
  entries: readonly RemoteModel[],
  known: readonly Model[],
): readonly Model[] {
  const records: Model[] = [];
  for (const [i, entry] of entries.entries()) {
    const others = [...known, ...records];
    for (const name of [entry.id, ...entry.aliases]) {
      const taken = findModel(others, name);
      if (taken) {
        throw new Error(
          `models[${i}]: ${JSON.stringify(name)} is a name of ${taken.id} already. Choose another; ` +
            `a model whose vectors can be compared with its states "space": ${JSON.stringify(taken.space)}.`,
        );
      }
    }
    const sharing = entry.space && sharesWith(entry.space, others);
    if (sharing && sharing.dimensions !== entry.dimensions) {
      throw new Error(
        `models[${i}].space: ${sharing.id} has vectors of ${sharing.dimensions} dimensions in the ` +
          `space ${sharing.space}, and this model has ${entry.dimensions}.`,
      );
    }
    records.push(recordOf(entry, sharing || undefined));
  }
  return records;
}

/** By the space's id; a model's name stands for the space it is in. */
function sharesWith(space: string, models: readonly Model[]): Model | undefined {
  return models.find((model) => model.space === space) ?? findModel(models, space);
}

export function recordOf(entry: RemoteModel, sharing?: Model): Model {
  const { id, dimensions, supportedDimensions = [dimensions], languages } = entry;
  const { name, maxTextTokens, imageSize, license, commercialUse, revision } = entry;
  const modalities: Modality[] = [...new Set(entry.modalities)];
  return {
    id,
    aliases: entry.aliases,
    name: name ?? id,
    family: "remote",
    provider: "remote",
    hosting: entry.hosting ?? hostingOf(entry.url),
    space: sharing?.space ?? entry.space ?? id,
    modalities,
    video: modalities.includes("IMAGE") ? "FRAMES" : "NONE",
    multilingual: entry.multilingual ?? languages.length > 1,
    languages,
    dimensions,
    supportedDimensions: [...new Set(supportedDimensions)].toSorted((a, b) => a - b),
    ...(entry.matryoshka && { matryoshka: true }),
    ...(entry.purposes && { distinguishesPurpose: true }),
    usualLatencyMs: entry.usualLatencyMs,
    ...(revision !== undefined && { revision }),
    ...(maxTextTokens !== undefined && { maxTextTokens }),
    ...(imageSize !== undefined && { imageSize }),
    scoring: entry.scoring ?? sharing?.scoring ?? { activation: "COSINE" },
    templates: entry.templates ?? sharing?.templates ?? ["a photo of a {label}."],
    openSource: false,
    ...(license !== undefined && { license }),
    ...(commercialUse !== undefined && { commercialUse }),
    useCases: ["on-premise"],
    pricing: entry.prices,
    benchmarks: [],
  };
}

/**
 * Where data goes: a server on this machine or in a private network is LOCAL. Any other may be a
 * stranger's, so it is CLOUD, and nothing goes there where clouds are forbidden.
 */
export function hostingOf(url: string): Hosting {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(host)) {
    return ownRanges.has(ipaddr.process(host).range()) ? "LOCAL" : "CLOUD";
  }
  return !host.includes(".") || /\.(localhost|local|internal|lan|home\.arpa|svc)$/i.test(host)
    ? "LOCAL"
    : "CLOUD";
}

const ownRanges = new Set([
  "loopback",
  "private",
  "uniqueLocal",
  "linkLocal",
  "carrierGradeNat",
  "unspecified",
]);
