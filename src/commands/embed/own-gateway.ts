import { anonymous } from "../../../models/caller.ts";
import { readConfig } from "../../config/config.ts";
import { startGateway } from "../../gateway.ts";
import type { Terminal } from "../command.ts";
import { openModel } from "../open.ts";
import { pullWeights } from "../pull-weights.ts";

/** On a free port that only this machine reaches, with its model's files there. */
export async function startOwnGateway(name: string, terminal: Terminal) {
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
  const gateway = await startGateway(config, { access });
  return { url: `${gateway.url}/graphql`, close: () => gateway.close() };
}
