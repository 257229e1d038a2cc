import { parseArgs } from "node:util";
import { conclude, positive, runCommand } from "../support/command-line.ts";
import { runCampaign } from "./campaign.ts";
import { faults, type FaultName } from "./faults/schedule.ts";
import { reportText } from "./report-text.ts";
import { restarts, type Restart } from "./restarts.ts";

const all = [...Object.keys(faults), ...Object.keys(restarts)];

const usage = `Chaos: clients of a real gateway check every row that they get, while it is harmed.

  npm run chaos -- --minutes 2 [--clients 60] [--seed 1] [--faults kill,flood] [--report file.json]

Faults: ${all.join(", ")}; all by default, none with --faults "".
It ends with 1 when a row is not its input's, an error is not one of the expected, the server dies or
keeps what it should have given back.`;

runCommand(main);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "2" },
      clients: { type: "string", default: "60" },
      seed: { type: "string", default: "1" },
      faults: { type: "string", default: all.join(",") },
      report: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const names = values.faults.split(",").filter(Boolean);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new Error(`There is no fault "${unknown}". There are ${all.join(", ")}.`);
  }
  const report = await runCampaign({
    minutes: positive("minutes", values.minutes),
    clients: positive("clients", values.clients),
    seed: positive("seed", values.seed),
    faults: names.filter((name): name is FaultName => name in faults),
    restarts: names.filter((name): name is Restart => name in restarts),
  });
  return conclude(report, reportText(report), values.report);
}
