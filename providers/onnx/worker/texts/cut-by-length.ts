/**
 * Which rows run together: each run is padded to its longest row, so that one text of 60 words makes
 * 31 of six as dear as itself. Rows are sorted by length and cut where padding would cost more than
 * another run; of all ways to cut them this is the cheapest.
 *
 * @param lengths tokens of each row
 * @param runCost what a run costs beside its tokens, in tokens
 * @returns the rows of each run, by their indexes; every row is in one of them
 */
export function cutByLength(lengths: readonly number[], runCost: number): number[][] {
  const order = [...lengths.keys()].toSorted((a, b) => lengths[a]! - lengths[b]!);
  // cheapest[n]: what the n shortest rows cost together; from[n]: where their last run begins.
  const cheapest = [0];
  const from = [0];
  for (let end = 1; end <= order.length; end++) {
    const width = lengths[order[end - 1]!]!;
    cheapest[end] = Infinity;
    for (let begin = 0; begin < end; begin++) {
      const cost = cheapest[begin]! + runCost + (end - begin) * width;
      if (cost < cheapest[end]!) {
        cheapest[end] = cost;
        from[end] = begin;
      }
    }
  }
  const runs: number[][] = [];
  for (let end = order.length; end > 0; end = from[end]!) {
    runs.unshift(order.slice(from[end], end));
  }
  return runs;
}
