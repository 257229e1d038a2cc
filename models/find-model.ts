import { GatewayError } from "./errors.ts";
import type { Model } from "./model.ts";

type Named = Pick<Model, "id" | "aliases">;

/** By id or alias, exactly as written. */
export function findModel<M extends Named>(models: readonly M[], name: string): M | undefined {
  return models.find(({ id, aliases }) => id === name || aliases.includes(name));
}

/** All that a name stands for: a model's id or alias, a family, `LOCAL` or `CLOUD`. */
export function modelsNamed(models: readonly Model[], name: string): readonly Model[] {
  return models.filter(({ id, aliases, family, hosting }) =>
    [id, family, hosting, ...aliases].includes(name),
  );
}

/** Whether both are names of the same files. */
export function haveSameFiles(
  one: Pick<Model, "weights"> | undefined,
  other: Pick<Model, "weights">,
): boolean {
  return (
    one?.weights !== undefined && JSON.stringify(one.weights) === JSON.stringify(other.weights)
  );
}

/** @throws UNKNOWN_MODEL with the names that look like it; without any, with `advice` */
export function knownModel<M extends Named>(
  models: readonly M[],
  name: string,
  advice?: string,
): M {
  const model = findModel(models, name);
  if (!model) {
    throw unknownModel(models, name, advice);
  }
  return model;
}

/** The error for a name that is nobody's: it tells the names that look like it. */
export function unknownModel(
  models: readonly Named[],
  name: string,
  advice = "The query `models`, or `GET /v1/models`, lists all ids and aliases.",
): GatewayError {
  const near = nearMisses(models, name);
  const hint = near.length ? `Did you mean ${near.join(" or ")}?` : advice;
  return new GatewayError("UNKNOWN_MODEL", `There is no model ${JSON.stringify(name)}. ${hint}`);
}

/** At most three ids or aliases that a typing mistake, or another way of writing, leads to. */
export function nearMisses(models: readonly Named[], name: string): readonly string[] {
  const wanted = plain(name.slice(0, 200));
  const distances = models
    .flatMap(({ id, aliases }) => {
      const names = [id, ...aliases].map((own) => ({
        own,
        distance: distance(plain(own), wanted),
      }));
      // One name a model: the closest.
      return names.reduce((best, other) => (other.distance < best.distance ? other : best));
    })
    .filter(({ own, distance }) => distance <= Math.max(1, plain(own).length / 4));
  return distances
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ own }) => own);
}

/** "ViT-B-32::laion2b_s34b_b79k" and "vit b 32 laion2b-s34b-b79k" are one way of writing. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "-");
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + Number(a[i - 1] !== b[j - 1]);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
