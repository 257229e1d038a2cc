import { once } from "node:events";
import { GatewayError } from "../../models/errors.ts";
import { forkWorker } from "../fork-worker.ts";
import { untilAborted } from "../resilience/until-aborted.ts";
import type { ConvertReply, ConvertRequest } from "./converter-worker.ts";

export interface EncodedImage {
  readonly bytes: Uint8Array;
  readonly mime: string;
}

export class ConverterDied extends Error {
  readonly how: string;

  constructor(how: string) {
    super(`the process died (${how})`);
    this.how = how;
  }
}

/** A running converter, for one image at a time. */
export interface ConverterProcess {
  /** @throws GatewayError from the process; an Error when it died; the signal's reason */
  run(request: ConvertRequest, signal: AbortSignal): Promise<EncodedImage>;
  readonly pid: number | undefined;
  dead(): boolean;
  kill(): void;
}

/** @throws GatewayError PROVIDER_FAILED when it does not come up */
export async function startConverterProcess(): Promise<ConverterProcess> {
  const child = forkWorker("cloud/converter-worker");
  // It ends with its channel, so it need not keep the server alive.
  child.unref();
  child.on("error", () => {});
  let dead = false;
  const died = once(child, "exit").then(
    ([code, signal]) => ((dead = true), Promise.reject(new ConverterDied(String(signal ?? code)))),
    (error: unknown) => ((dead = true), Promise.reject(error)),
  );
  died.catch(() => {});

  /** Holds the server's event loop only while it waits. */
  async function message(): Promise<unknown> {
    child.channel?.ref();
    const stop = new AbortController();
    try {
      const [value] = await Promise.race([once(child, "message", { signal: stop.signal }), died]);
      return value;
    } finally {
      stop.abort();
      child.channel?.unref();
    }
  }

  await message().catch((cause: unknown) => {
    child.kill("SIGKILL");
    throw new GatewayError("PROVIDER_FAILED", "Image conversion does not start here.", { cause });
  });
  return {
    pid: child.pid,
    dead: () => dead,
    kill: () => void child.kill("SIGKILL"),
    async run(request, signal) {
      if (!dead) {
        child.send(request, () => {});
      }
      const reply = (await untilAborted(message(), signal)) as ConvertReply;
      if ("code" in reply) {
        throw new GatewayError(reply.code, reply.message);
      }
      return reply;
    },
  };
}
