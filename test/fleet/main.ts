import { parseArgs } from "node:util";
import { conclude, positive, runCommand } from "../support/command-line.ts";
import { type Options, runCampaign } from "./campaign.ts";
import { type HarmName, harms } from "./harms.ts";
import { lacksRedis } from "../support/lacks-redis.ts";
import { reportText } from "./report-text.ts";

const all = Object.keys(harms);

const usage = `Fleet: replicas behind a balancer, with one Redis and one engine, while each is harmed in turn.

  npm run fleet -- --minutes 1 [--replicas 4] [--clients 16] [--seed 1] [--harms "kill Redis,hang Redis"]
                   [--report file.json]

Harms: ${all.join(", ")}; all by default.
It ends with 1 when a row is not its input's, a request is lost, an input is computed again without a
reason, or a key gets more than its budget.`;

runCommand(main);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      replicas: { type: "string", default: "4" },
      clients: { type: "string", default: "16" },
      seed: { type: "string", default: "1" },
      harms: { type: "string", default: all.join(",") },
      report: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const lack = lacksRedis();
  if (lack !== undefined) {
    throw new Error(lack);
  }
  const names = values.harms.split(",").filter(Boolean);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw new Error(`There is no harm "${unknown ?? ""}". There are ${all.join(", ")}.`);
  }
  const options: Options = {
    minutes: positive("minutes", values.minutes),
    replicas: positive("replicas", values.replicas),
    clients: positive("clients", values.clients),
    seed: positive("seed", values.seed),
    harms: names as HarmName[],
  };
  const report = await runCampaign(options);
  return conclude(report, reportText(report), values.report);
}
