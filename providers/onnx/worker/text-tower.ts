import { cutByLength } from "./texts/cut-by-length.ts";
import { createPooling } from "./texts/pooling.ts";
import {
  createTokenizer,
  layOut,
  type Text,
  type Tokens,
  type TokenTensors,
} from "./texts/tokenize.ts";
import type { TextTower } from "../towers.ts";
import type { Pass, Row } from "../../provider.ts";
import { batchOf, runBy, type RunTower } from "./pass.ts";
import { chooseOutput, type Feeds, type Graph, type Output } from "./graph.ts";
import type { Note } from "./spans.ts";

/** Texts through the text tower. */
export async function createTextTower(tower: TextTower, graph: Graph): Promise<RunTower<Text>> {
  const tokenize = await createTokenizer(tower);
  const output = chooseOutput(graph.outputs, "text", tower.pooling);
  const pool = output.perToken ? await createPooling(tower.pooling ?? { kind: "mean" }) : undefined;
  const columns = graph.inputs[0]!.shape[1];
  /** Of every row, where the graph or the model's family fixes it. */
  const width = typeof columns === "number" ? columns : tower.tokens.padTo;

  /** Of one run: its longest text, rounded up as the graph's runtime wants it. */
  function widthOf(tokens: readonly Tokens[]): number {
    const { widthStep = 1 } = graph;
    const longest = Math.max(1, ...tokens.map(({ ids }) => ids.length));
    return Math.min(Math.ceil(longest / widthStep) * widthStep, tower.tokens.maxTokens);
  }

  /** Texts of about the same length, in one run of the graph. */
  async function run(tokens: readonly Tokens[], note?: Note): Promise<Output> {
    const laidOut = layOut(tokens, tower.tokens, width ?? widthOf(tokens));
    const result = await graph.run(feedsOf(graph, laidOut, tokens.length), output.name);
    note?.("run", result.ms, {
      "parallax.rows": tokens.length,
      "parallax.tokens_per_row": laidOut.width,
      ...runBy(graph),
    });
    return pool ? { ...result, data: pool(result.data, laidOut.mask, laidOut.width) } : result;
  }

  return {
    batch: batchOf(graph),
    async run(texts, note): Promise<Required<Pass>> {
      const startedAt = performance.now();
      const tokens = await tokenize(texts);
      const prepareMs = performance.now() - startedAt;
      note?.("tokenize", prepareMs);

      const lengths = tokens.map(({ ids }) => width ?? ids.length);
      const runs = cutByLength(lengths, graph.runCost);
      const outputs = await Promise.all(
        runs.map((rows) =>
          run(
            rows.map((row) => tokens[row]!),
            note,
          ),
        ),
      );

      const rows: Row[] = [];
      for (const [i, { data }] of outputs.entries()) {
        const length = data.length / runs[i]!.length;
        for (const [place, row] of runs[i]!.entries()) {
          const { ids, truncated } = tokens[row]!;
          const vector = data.slice(place * length, (place + 1) * length);
          rows[row] = { vector, tokens: ids.length, truncated };
        }
      }
      return { rows, computeMs: outputs.reduce((sum, { ms }) => sum + ms, prepareMs) };
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
