import type { IncomingMessage } from "node:http";
import { anonymous, type Caller } from "../../models/caller.ts";
import type { Log } from "../../providers/provider.ts";
import type { Config } from "../config/config.ts";

/** Tells who sends a request. */
export interface Access {
  /**
   * Reads headers only.
   * @throws GatewayError UNAUTHENTICATED, FORBIDDEN
   */
  authenticate(request: IncomingMessage): Promise<Caller>;
  close(): void;
}

/** @throws Error naming a setting that is wrong */
export async function createAccess(_config: Config, _log: Log): Promise<Access> {
  return { authenticate: async () => anonymous, close() {} };
}
