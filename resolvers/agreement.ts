import { agreement } from "../models/zero-shot/agreement.ts";
import type { Agreement, ModelResult } from "../schema/comparison.ts";

/** One for each pair of models that answered, in the order asked for. */
export async function agreementOf(results: readonly ModelResult[]): Promise<Agreement[]> {
  const answered = results.filter(({ cosine }) => cosine != null);
  const pairs: Agreement[] = [];
  for (const [i, left] of answered.entries()) {
    for (const right of answered.slice(i + 1)) {
      pairs.push({
        left: left.model,
        right: right.model,
        ...agreement(rowsOf(left), rowsOf(right)),
      });
      // A large comparison does not hold up everybody else.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return pairs;
}

function rowsOf({ cosine }: ModelResult) {
  return cosine!.map((row) => (row instanceof Error ? null : row));
}
