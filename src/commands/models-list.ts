import type { Availability, Model } from "../../models/model.ts";
import { unitText } from "../../models/price.ts";
import { table } from "./table.ts";
import { parse } from "./arguments.ts";
import { openEngine } from "./open.ts";
import { type Command, type Terminal, WrongUsage } from "./command.ts";

export const modelsList: Command = {
  help: `Shows the models: id, dimensions, size of the weights, status, languages, uses;
where the terminal is wide, their licences.

  npm run models -- list [--json]

  --json  all facts, for programs
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args, { json: { type: "boolean" } });
    if (positionals.length > 0) {
      throw new WrongUsage(`list takes no "${positionals[0]}".`);
    }
    const listed = await readList(terminal);
    terminal.out.write(
      values.json
        ? `${JSON.stringify(listed.map(facts), undefined, 2)}\n`
        : asTable(listed, Math.max(120, terminal.out.columns ?? 0)),
    );
  },
};

type Listed = readonly { readonly model: Model; readonly availability: Availability }[];

async function readList(terminal: Terminal): Promise<Listed> {
  const engine = await openEngine(terminal);
  try {
    return engine.models.map((model) => ({ model, availability: engine.availability(model) }));
  } finally {
    await engine.close();
  }
}

function facts({ model, availability }: Listed[number]) {
  const { provider: _, weights: __, engines: ___, ...record } = model;
  const pricing = model.pricing.map(({ per, unit, ...price }) => ({
    ...price,
    unit: unitText({ per, unit }),
  }));
  return { ...record, pricing, availability };
}

function asTable(listed: Listed, columns: number): string {
  const header = ["id", "dims", "size", "status", "lang"];
  const rows = listed.map(({ model, availability }) => [
    model.id,
    String(model.dimensions),
    size(model.sizeBytes),
    availability.status,
    model.languages.length === 1 ? model.languages[0]! : String(model.languages.length || ""),
  ]);
  const licences = ["licence", ...listed.map(({ model }) => licence(model))];
  const align = ["left", "right", "right", "left", "right"] as const;
  const narrow = table([header, ...rows], align).split("\n");
  const wide = table(
    [header, ...rows].map((row, i) => [...row, licences[i]!]),
    align,
  ).split("\n");
  const room = (lines: readonly string[]) =>
    columns - 2 - Math.max(...lines.map((line) => line.length));
  const plain = room(wide) < leastForUses ? narrow : wide;
  const left = room(plain);
  const good = listed.map(({ model }) => fitting(model.useCases, left));
  return table([[plain[0]!, "good for"], ...good.map((uses, i) => [plain[i + 1]!, uses] as const)]);
}

/** Columns without which licences are left out, so that some uses are still told. */
const leastForUses = 16;

function licence({ license = "not known", commercialUse }: Model): string {
  return commercialUse === false ? `${license}, research only` : license;
}

/** As many as there is room for. */
function fitting(uses: readonly string[], width: number): string {
  const count = uses.findLastIndex((_, i) => uses.slice(0, i + 1).join(", ").length <= width);
  return uses.slice(0, count + 1).join(", ");
}

function size(bytes: number | undefined): string {
  if (bytes === undefined) {
    return "";
  }
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
