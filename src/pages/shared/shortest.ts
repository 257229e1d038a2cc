/** A float32 as the shortest number that reads back to it: 0.1, not 0.10000000149011612. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) {
      return short;
    }
  }
  return Number(value.toPrecision(9));
}
