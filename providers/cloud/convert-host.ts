import { fork } from "node:child_process";
import { once } from "node:events";
import { extname } from "node:path";
import { GatewayError } from "../../models/errors.ts";
import type { EncodedImage } from "./converter.ts";
import type { ConvertReply, ConvertRequest } from "./converter-worker.ts";
import { bareEnvironment } from "../environment.ts";
import { untilAborted } from "../resilience/until-aborted.ts";

/** A running converter, for one image at a time. */
export interface ConvertProcess {
  /** @throws GatewayError from the process; an Error when it died; the signal's reason */
  run(request: ConvertRequest, signal: AbortSignal): Promise<EncodedImage>;
  readonly pid: number | undefined;
  dead(): boolean;
  kill(): void;
}

/** @throws GatewayError PROVIDER_FAILED when it does not come up */
export async function startConvertProcess(): Promise<ConvertProcess> {
  const file = new URL(`./converter-worker${extname(import.meta.url)}`, import.meta.url);
  const child = fork(file, {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: bareEnvironment(),
  });
  // It ends with its channel, so it need not keep the server alive.
  child.unref();
  child.on("error", () => {});
  let dead = false;
  const died = once(child, "exit").then(
    () => ((dead = true), Promise.reject(new Error("the process died"))),
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
