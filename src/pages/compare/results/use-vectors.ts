import type { Model } from "parallax-client";
import { useEffect, useState } from "react";
import type { Photo } from "../types.ts";
import type { Vectors } from "./plane-data.ts";

/** Asks for the vectors of all photos and labels by one model. */
export type Embed = (model: Model, signal: AbortSignal) => Promise<Vectors>;

/** Vectors, or the sentence that says why there are none; neither while they are on their way. */
interface Loaded {
  readonly model: string;
  /** Of which photos, labels and templates. */
  readonly inputs: string;
  readonly vectors?: Vectors;
  readonly failure?: string;
}

/**
 * The vectors of one model, asked for when it is first chosen and kept until the inputs are
 * others. An answer that nobody waits for any more is aborted.
 */
export function useVectors(props: {
  /** Null: nothing is asked for. */
  model: Model | null;
  photos: readonly Photo[];
  labels: readonly string[];
  /** Null for each model's own. */
  templates: readonly string[] | null;
  embed: Embed;
}) {
  const { model, photos, labels, templates, embed } = props;
  const inputs = JSON.stringify([photos.map(({ id }) => id), labels, templates]);
  const [all, setAll] = useState<readonly Loaded[]>([]);
  const loaded = all.find((each) => each.model === model?.id && each.inputs === inputs);
  const wanted = loaded ? null : model;
  useEffect(() => {
    if (!wanted) {
      return undefined;
    }
    const controller = new AbortController();
    const settle = (result: Pick<Loaded, "vectors" | "failure">) => {
      if (!controller.signal.aborted) {
        setAll((others) => [
          ...others.filter((each) => each.inputs === inputs),
          { model: wanted.id, inputs, ...result },
        ]);
      }
    };
    embed(wanted, controller.signal).then(
      (vectors) => settle({ vectors }),
      (error: unknown) =>
        settle({ failure: error instanceof Error ? error.message : String(error) }),
    );
    return () => controller.abort();
    // The same photos, labels and model come as other objects with every render of the page.
  }, [wanted?.id, inputs]);
  const forget = () => setAll((others) => others.filter((each) => each !== loaded));
  return { vectors: loaded?.vectors, failure: loaded?.failure, retry: forget };
}
