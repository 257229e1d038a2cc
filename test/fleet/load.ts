import type { GoodImage } from "../chaos/inputs.ts";
import { type Operation, operation } from "../chaos/operation.ts";
import type { Random } from "../chaos/random.ts";
import type { Reference } from "../chaos/references.ts";

/** A request, and the inputs that it names. */
export interface Asked {
  readonly operation: Operation;
  readonly ids: readonly string[];
}

/** What clients ask for: inputs that nobody asked for before, among those that were answered. */
export interface Load {
  /** Inputs nobody asked for yet may be asked for from now on, so many in so much time. */
  release(inputs: number, ms: number): void;
  next(random: Random): Asked;
  /** Of known texts only, each of which costs one point. @param count how many, with repetitions */
  known(random: Random, count: number): Asked;
  /** Others may ask for them as well. */
  answered(asked: Asked): void;
  readonly left: number;
}

interface Kind {
  readonly fresh: string[];
  readonly known: string[];
  ask(ids: readonly string[]): Operation;
}

/** Texts are the cheapest rows, so most rows are texts. */
const imageShare = 0.15;

export function createLoad({ model, texts, textRows, images, imageRows }: Reference): Load {
  const byId = new Map(images.map((image) => [image.id, image]));
  const rowOf = ({ base64 }: { readonly base64: string }) => base64;
  const kinds = {
    text: {
      fresh: [...texts],
      known: [],
      ask: (ids) =>
        operation({
          name: "embedTexts",
          query: `query ($list: [String!]!, $model: ID) { embedTexts(texts: $list, model: $model) { base64 } }`,
          variables: { list: ids, model },
          question: { path: ["embedTexts"], expected: expect(ids), gallery: textRows, rowOf },
        }),
    },
    image: {
      fresh: images.map(({ id }) => id),
      known: [],
      ask: (ids) =>
        operation({
          name: "embedImages",
          query: `query ($list: [ImageInput!]!, $model: ID) { embedImages(images: $list, model: $model) { base64 } }`,
          variables: { list: ids.map((id) => base64Of(byId.get(id)!)), model },
          question: { path: ["embedImages"], expected: expect(ids), gallery: imageRows, rowOf },
        }),
    },
  } satisfies Record<string, Kind>;
  const seen = new Set<string>();
  let released = { startedAt: 0, inputs: 0, ms: 1, taken: 0 };

  /** As many as the pace allows, at most `most`; whoever gets them is the only one to ask for them. */
  function takeFresh({ fresh }: Kind, most: number): string[] {
    const share = Math.min(1, (performance.now() - released.startedAt) / released.ms);
    const allowed = Math.floor(share * released.inputs) - released.taken;
    const taken = fresh.splice(0, Math.max(0, Math.min(most, allowed)));
    released.taken += taken.length;
    return taken;
  }

  return {
    release(inputs, ms) {
      released = { startedAt: performance.now(), inputs, ms, taken: 0 };
    },
    next(random) {
      const isImage = random.chance(imageShare);
      const kind: Kind = isImage ? kinds.image : kinds.text;
      const most = isImage ? 6 : 30;
      const fresh = takeFresh(kind, random.between(0, most / 3));
      const isFirst = kind.known.length === 0;
      const known = isFirst ? [] : random.sample(kind.known, random.between(1, most));
      const ids = random.shuffle([...fresh, ...known]);
      return { operation: kind.ask(ids), ids };
    },
    known(random, count) {
      const { known }: Kind = kinds.text;
      const ids = random.sample(
        known.filter((text) => text.length <= 200),
        count,
      );
      return { operation: kinds.text.ask(ids), ids };
    },
    answered({ ids }) {
      for (const id of ids.filter((id) => !seen.has(id))) {
        seen.add(id);
        const { known }: Kind = byId.has(id) ? kinds.image : kinds.text;
        known.push(id);
      }
    },
    get left() {
      return kinds.text.fresh.length + kinds.image.fresh.length;
    },
  };
}

const expect = (ids: readonly string[]) => ids.map((id) => ({ id }));
const base64Of = ({ base64 }: GoodImage) => ({ base64 });
