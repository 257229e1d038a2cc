import { parseArgs } from "node:util";
import { positive } from "../support/command-line.ts";
import { benchClip } from "./clip.ts";
import { benchEmbedded } from "./embedded.ts";
import { benchGrowth } from "./growth.ts";
import type { Pace } from "./measure.ts";
import { benchPeers } from "./peers/peers.ts";
import { machine, type Outcome, show, write } from "./results.ts";

const benchmarks: Readonly<Record<string, (pace: Pace) => Promise<Outcome>>> = {
  embedded: benchEmbedded,
  clip: benchClip,
  growth: benchGrowth,
  peers: benchPeers,
};

const usage = `The gateway beside the bare session.run, in turns, on the same inputs.

  npm run bench              the included model; nothing to download
  npm run bench -- clip      a full-size CLIP with random weights, in 32 and in 8 bits
  npm run bench -- growth    1 to 1024 clients, as a picture
  npm run bench -- peers     beside other servers

  --rounds 5    each with every side once; the table has their medians
  --seconds 5   of one side in one round
  --write       into test/bench/RESULTS.md as well`;

// What was started ends with this process, also when it is told to end.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => process.exit(1));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "5" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const [name = "embedded"] = positionals;
  const benchmark = benchmarks[name];
  if (values.help || !benchmark) {
    console.log(usage);
    return;
  }
  console.log(machine());
  const ms = 1000 * positive("seconds", values.seconds);
  const outcome = await benchmark({
    rounds: positive("rounds", values.rounds),
    ms,
    tuneMs: ms / 10,
  });
  console.log(`\n${show(outcome)}`);
  if (values.write) {
    write(name === "embedded" ? "npm run bench" : `npm run bench -- ${name}`, outcome);
  }
}
