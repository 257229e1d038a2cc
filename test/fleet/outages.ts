/** Who is harmed: a replica by its number, or what all replicas share. */
export type Member = number | "redis" | "engine";

/** When whom was away, by `performance.now()`: what explains a failure, and what does not. */
export interface Outages {
  /** Tell it before the harm is done. @returns what to call when the member answers again */
  begin(member: Member): () => void;
  /** Was it away at some moment of this span, or less than `afterMs` before it? */
  touch(
    member: Member,
    span: { readonly from: number; readonly to: number },
    afterMs?: number,
  ): boolean;
}

export function createOutages(): Outages {
  const outages: { readonly member: Member; readonly from: number; to: number }[] = [];
  return {
    begin(member) {
      const outage = { member, from: performance.now(), to: Infinity };
      outages.push(outage);
      return () => void (outage.to = performance.now());
    },
    touch: (member, { from, to }, afterMs = 0) =>
      outages.some(
        (outage) => outage.member === member && outage.from <= to && outage.to + afterMs >= from,
      ),
  };
}
