const FITS = 44;

/** JSON with one variable a line, and only what is long broken up: the editor's pane is small. */
export function variablesText(variables: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(variables).map(([name, value]) => {
    const line = `  ${JSON.stringify(name)}: ${onOneLine(value)}`;
    if (line.length <= FITS || !Array.isArray(value)) {
      return line;
    }
    const items = value.map((item) => `    ${onOneLine(item)}`);
    return `  ${JSON.stringify(name)}: [\n${items.join(",\n")}\n  ]`;
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
  const fields = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}: ${onOneLine(inner)}`,
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}
