import { createPooling } from "./texts/pooling.ts";
import { createTokenizer, layOut, type Tokens, type TokenTensors } from "./texts/tokenize.ts";
import type { TextTower } from "../towers.ts";
import type { Pass } from "../../provider.ts";
import { batchOf, type RunTower } from "./pass.ts";
import { chooseOutput, type Feeds, type Graph } from "./graph.ts";

/** Texts through the text tower. */
export async function createTextTower(tower: TextTower, graph: Graph): Promise<RunTower<string>> {
  const tokenize = await createTokenizer(tower);
  const output = chooseOutput(graph.outputs, "text", tower.pooling);
  const pool = output.perToken ? await createPooling(tower.pooling ?? { kind: "mean" }) : undefined;
  const fixedWidth = graph.inputs[0]!.shape[1];

  return {
    batch: batchOf(graph),
    async run(texts): Promise<Required<Pass>> {
      const startedAt = performance.now();
      const tokens = await tokenize(texts);
      const laidOut = layOut(
        tokens,
        tower.tokens,
        typeof fixedWidth === "number" ? fixedWidth : undefined,
      );
      const prepareMs = performance.now() - startedAt;
      const { data, ms } = await graph.run(feedsOf(graph, laidOut, texts.length), output.name);
      const vectors = pool ? pool(data, laidOut.mask, laidOut.width) : data;
      const width = vectors.length / texts.length;
      return {
        rows: tokens.map(({ ids, truncated }: Tokens, i) => ({
          vector: vectors.slice(i * width, (i + 1) * width),
          tokens: ids.length,
          truncated,
        })),
        computeMs: prepareMs + ms,
      };
    },
  };
}

/** Graphs take some of these, by these names; a graph's only input takes the ids by any name. */
function feedsOf(graph: Graph, tokens: TokenTensors<Int32Array>, rows: number): Feeds {
  const dims = [rows, tokens.width];
  return Object.fromEntries(
    graph.inputs.map(({ name, type }) => {
      const values = valuesOf(name, tokens);
      // Each input its own buffer: they are given away.
      const data = type === "int64" ? BigInt64Array.from(values, BigInt) : values.slice();
      return [name, { data, dims }];
    }),
  );
}

function valuesOf(name: string, { ids, mask }: TokenTensors<Int32Array>): Int32Array {
  if (name.includes("mask")) {
    return mask;
  }
  if (name.includes("token_type")) {
    return new Int32Array(ids.length);
  }
  return ids;
}
