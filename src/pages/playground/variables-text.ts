const FITS = 44;

/** JSON with one variable a line, and only what is long broken up: the editor's pane is small. */
export function variablesText(variables: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(variables).map(([name, value]) => {
    const line = `  ${JSON.stringify(name)}: ${onOneLine(value)}`;
    const isEmpty = typeof value !== "object" || value === null || Object.keys(value).length === 0;
    if (line.length <= FITS || isEmpty) {
      return line;
    }
    const [open, close, items] = Array.isArray(value)
      ? ["[", "]", value.map(onOneLine)]
      : ["{", "}", fieldTexts(value)];
    const inside = items.map((item) => `    ${item}`).join(",\n");
    return `  ${JSON.stringify(name)}: ${open}\n${inside}\n  ${close}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(onOneLine).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const fields = fieldTexts(value);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function fieldTexts(value: object): string[] {
  return Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${onOneLine(inner)}`);
}
