import "reflect-metadata";
import { setMaxListeners } from "node:events";
import { graphql, type ExecutionResult } from "graphql";
import { anonymous } from "../../models/caller.ts";
import type { Model } from "../../models/model.ts";
import { checkComparison } from "../../resolvers/compare-model.ts";
import type { CompareArgs } from "../../schema/comparison.ts";
import { createMeter } from "../access/meter.ts";
import { createContext } from "../graphql/context.ts";
import type { Engine } from "../inference/engine.ts";
import { createSchema } from "../graphql/schema.ts";

/** The answer, as the document below asks for it. */
export interface Compared {
  readonly results: readonly ComparedModel[];
  readonly agreement: readonly {
    readonly left: { readonly id: string };
    readonly right: { readonly id: string };
    readonly kendallTau: number | null;
    readonly topMatch: number | null;
  }[];
}

export interface ComparedModel {
  readonly model: { readonly id: string };
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly latencyMs: number | null;
  readonly dimensions: number | null;
  readonly costUsd: number | null;
  readonly classifications: readonly (ComparedImage | null)[] | null;
}

export interface ComparedImage {
  readonly activation: string;
  /** Best first. */
  readonly labels: readonly {
    readonly label: string;
    readonly score: number;
    readonly similarity: number;
  }[];
}

const document = /* GraphQL */ `
  query Compare(
    $images: [ImageInput!]!
    $texts: [String!]!
    $models: [ID!]!
    $templates: [String!]
  ) {
    compare(images: $images, texts: $texts, models: $models, templates: $templates) {
      results {
        model {
          id
        }
        error {
          code
          message
        }
        latencyMs
        dimensions
        costUsd
        classifications {
          activation
          labels {
            label
            score
            similarity
          }
        }
      }
      agreement {
        left {
          id
        }
        right {
          id
        }
        kendallTau
        topMatch
      }
    }
  }
`;

/**
 * Runs the `compare` of the GraphQL API in this process, on the engine that `prepare` answers.
 *
 * @throws BAD_INPUT, TOO_LARGE, before anything is prepared
 */
export async function runCompare(
  engine: Engine,
  args: CompareArgs,
  signal: AbortSignal,
  prepare: (models: readonly Model[]) => Promise<Engine>,
): Promise<ExecutionResult<{ compare: Compared }>> {
  // Every input listens to it.
  setMaxListeners(0, signal);
  const request = { caller: anonymous, meter: createMeter(), signal };
  const prepared = await prepare(checkComparison(args, createContext(engine, request)));
  const result = await graphql({
    schema: createSchema(),
    source: document,
    variableValues: { ...args },
    contextValue: createContext(prepared, request),
  });
  return result as ExecutionResult<{ compare: Compared }>;
}
