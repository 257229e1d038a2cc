/** What the names past the limit share as a label. */
export const otherName = "other";

/**
 * Labels from names that strangers choose: each new one is a series that Prometheus keeps. The first
 * ones that come are kept, the rest are one.
 */
export function createNames(limit: number): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (!known.has(name) && known.size >= limit) {
      return otherName;
    }
    known.add(name);
    return name;
  };
}
