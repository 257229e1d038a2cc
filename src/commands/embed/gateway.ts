import { anonymous } from "../../../models/caller.ts";
import { knownModel } from "../../../models/find-model.ts";
import {
  Connection,
  type Limits,
  type Model,
  modelsOf,
} from "../../../packages/client/src/requests.ts";
import { readConfig } from "../../config/config.ts";
import { WrongUsage, type Terminal } from "../command.ts";
import { openModel } from "../open.ts";
import { pullWeights } from "../pull-weights.ts";
import type { Options } from "./options.ts";
import type { Head, Items } from "./rows.ts";

/** A gateway to send to; ends with `close`. */
export interface OpenGateway {
  readonly connection: Connection;
  readonly limits: Limits;
  readonly head: Head;
  close(): Promise<void>;
}

type Asked = Pick<Options, "url" | "model" | "dimensions" | "purpose">;

/**
 * The gateway at `--url`, or one of this process.
 * @throws Error when it cannot be had; UNKNOWN_MODEL with the names that look like it; WrongUsage
 *   for what the model cannot do
 */
export async function openGateway(
  asked: Asked,
  modality: Items["modality"],
  terminal: Terminal,
): Promise<OpenGateway> {
  const own = asked.url === undefined ? await startOwn(asked.model, terminal) : undefined;
  try {
    const key = own ? undefined : terminal.env["PARALLAX_KEY"];
    // A gateway that starts is waited for a few seconds.
    const connection = new Connection({ url: own?.url ?? asked.url!, key, retries: 4 });
    const options = { signal: terminal.signal };
    const limits = await connection.limits(options);
    const model = knownModel(await modelsOf(connection, options), asked.model);
    const head = headOf(model, asked, modality);
    return { connection, limits, head, close: async () => own?.close() };
  } catch (error) {
    await own?.close();
    throw error;
  }
}

/** On a free port that only this machine reaches, with its model's files there. */
async function startOwn(name: string, terminal: Terminal) {
  const { model, weights } = await openModel(name, terminal);
  try {
    await pullWeights(model, weights, terminal);
  } finally {
    await weights.close();
  }
  const config = readConfig({
    LOG_LEVEL: "silent",
    ...terminal.env,
    HOST: "127.0.0.1",
    PORT: "0",
    METRICS_PORT: undefined,
    ALLOWED_HOSTS: undefined,
  });
  const access = { authenticate: async () => anonymous, origins: () => [], close() {} };
  // Loaded here: GraphQL takes a while that a gateway elsewhere need not.
  const { startGateway } = await import("../../gateway.ts");
  const gateway = await startGateway(config, { access });
  return { url: `${gateway.url}/graphql`, close: () => gateway.close() };
}

function headOf(model: Model, asked: Asked, modality: Items["modality"]): Head {
  const { id, space, revision, supportedDimensions, modalities } = model;
  if (!modalities.includes(modality)) {
    const other = modalities.join(" and ").toLowerCase();
    throw new WrongUsage(`${id} embeds no ${modality.toLowerCase()}s, only ${other}s.`);
  }
  const dimensions = asked.dimensions ?? model.dimensions;
  if (!supportedDimensions.includes(dimensions)) {
    const all = supportedDimensions.join(", ");
    throw new WrongUsage(`--dimensions is ${dimensions}; the vectors of ${id} have ${all}.`);
  }
  return { model: id, space, revision: revision ?? null, dimensions, purpose: asked.purpose };
}
