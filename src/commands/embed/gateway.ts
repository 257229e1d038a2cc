import { knownModel } from "../../../models/find-model.ts";
import {
  Connection,
  GatewayRequestError,
  type Limits,
  type Model,
  modelsOf,
} from "../../../packages/client/src/requests.ts";
import { WrongUsage, type Terminal } from "../command.ts";
import type { Options } from "./options.ts";
import type { Head, Items } from "./rows.ts";

/** A gateway to send to; ends with `close`. */
export interface OpenGateway {
  readonly connection: Connection;
  readonly limits: Limits;
  readonly head: Head;
  close(): Promise<void>;
}

type Asked = Pick<Options, "url" | "model" | "dimensions" | "purpose" | "language">;

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
  // Loaded when it is needed: it is all of Parallax.
  const own =
    asked.url === undefined
      ? await (await import("./own-gateway.ts")).startOwnGateway(asked.model, terminal)
      : undefined;
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
    if (error instanceof GatewayRequestError && error.code === "UNAUTHENTICATED") {
      throw new Error(`${error.message} embed takes it from PARALLAX_KEY.`, { cause: error });
    }
    throw error;
  }
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
  const { purpose, language } = asked;
  return {
    model: id,
    space,
    revision: revision ?? null,
    dimensions,
    purpose,
    ...(language !== undefined && { language }),
  };
}
