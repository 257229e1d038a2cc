/** What is drawn was selected by somebody else's query: any field may be missing. */
type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** A list, or none where the query did not ask for it. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Rows of numbers; null where a photo failed. Undefined where it is none at all. */
export function matrixOf(value: unknown): readonly (readonly number[] | null)[] | undefined {
  const rows = listOf(value).map((row) => (Array.isArray(row) ? (row as number[]) : null));
  return rows.some((row) => row !== null) ? rows : undefined;
}
