import { randomBytes } from "node:crypto";
import { modelsNamed } from "../../models/find-model.ts";
import { editKeysFile } from "../access/edit-keys.ts";
import { hashOf } from "../access/key-ring.ts";
import { keyName } from "../access/keys-file.ts";
import { readConfig } from "../config/config.ts";
import { loadCatalog } from "../inference/catalog.ts";
import { splitList } from "../../providers/settings.ts";
import { parse } from "./arguments.ts";
import { type Command, type Terminal, terminalLog, WrongUsage } from "./command.ts";
import { fileOfKeys, oneName } from "./keys-file.ts";
import { modelNamed } from "./open.ts";

const text = { type: "string" } as const;

export const keysCreate: Command = {
  help: `Makes a key, prints it once, and writes its hash and its limits to the file of keys.

  npm run --silent keys -- create <name> [options]

  --models a,b         models that it may use: ids, aliases, families, LOCAL, CLOUD; all when left out
  --pull               it may start downloads of models
  --points n           inputs an hour, as MAX_COST counts them
  --usd n              US dollars a day for cloud models
  --in-flight n        requests at once
  --origins a,b        web pages that may use it, such as https://app.example.com
  --fetches n          files by URL at once
  --fetch-mb n         megabytes by URL in a minute
  --video-seconds n    seconds of video in an hour
  --file file          the file of keys, instead of API_KEYS_FILE; made when it is not there

A limit that is left out is none. docs/keys.md explains each.
`,
  async run(args, terminal) {
    const { values, positionals } = parse(args, {
      models: text,
      pull: { type: "boolean" },
      points: text,
      usd: text,
      "in-flight": text,
      origins: text,
      fetches: text,
      "fetch-mb": text,
      "video-seconds": text,
      file: text,
    });
    const name = nameOf(positionals);
    const file = fileOfKeys(values.file, terminal);
    const models = values.models === undefined ? undefined : splitList(values.models);
    await checkModels(models ?? [], terminal);
    const key = `plx_${randomBytes(32).toString("base64url")}`;
    const entry = {
      name,
      sha256: hashOf(key).toString("hex"),
      models,
      pull: values.pull,
      pointsPerHour: numberOf("points", values.points),
      usdPerDay: numberOf("usd", values.usd),
      maxInFlight: numberOf("in-flight", values["in-flight"]),
      origins: values.origins === undefined ? undefined : splitList(values.origins),
      maxFetches: numberOf("fetches", values.fetches),
      fetchMbPerMinute: numberOf("fetch-mb", values["fetch-mb"]),
      videoSecondsPerHour: numberOf("video-seconds", values["video-seconds"]),
    };
    await editKeysFile(file, (keys) => {
      if (keys.some((each) => each.name === name)) {
        throw new Error(
          `${file} has a key "${name}" already; revoke it first, or take another name.`,
        );
      }
      return [...keys, entry];
    });
    terminal.out.write(`${key}\n`);
    terminal.err.write(`${file} has its hash. The key is not shown again.\n`);
  },
};

function nameOf(positionals: readonly string[]): string {
  const name = oneName(positionals);
  const { error } = keyName.safeParse(name);
  if (error) {
    throw new Error(`The name is "${name}": ${error.issues[0]!.message}.`);
  }
  return name;
}

function numberOf(option: string, given: string | undefined): number | undefined {
  if (given === undefined) {
    return undefined;
  }
  const number = Number(given);
  if (given.trim() === "" || !Number.isFinite(number)) {
    throw new WrongUsage(`--${option} is "${given}": expected a number.`);
  }
  return number;
}

/** @throws UNKNOWN_MODEL with the names that look like it */
async function checkModels(names: readonly string[], terminal: Terminal): Promise<void> {
  if (names.length > 0) {
    const models = await loadCatalog(readConfig(terminal.env), terminalLog(terminal));
    names
      .filter((name) => modelsNamed(models, name).length === 0)
      .forEach((name) => modelNamed(name, models));
  }
}
