import type { IncomingMessage, ServerResponse } from "node:http";
import { anonymous, type Caller } from "../../models/caller.ts";
import type { Log } from "../../providers/provider.ts";
import { audit, unseen } from "../telemetry/audit.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type RefusalForm, refusalOf, sendRefusal } from "./refusal.ts";

/** @param caller who sent it, once that is known */
export type Refuse = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  caller?: Caller,
) => void;

/** Answers requests that never were an operation, in the form of the API that they were meant for. */
export function createRefuse(
  log: Log,
  metrics: Pick<Metrics, "countError">,
  form: RefusalForm = asGraphql,
): Refuse {
  return (error, request, response, { name } = anonymous) => {
    // The client has gone away.
    if (response.destroyed) {
      return;
    }
    // Cut off, an answer that has begun is not taken for a whole one.
    if (response.headersSent) {
      log.error({ err: error }, "an answer broke off");
      response.destroy();
      return;
    }
    const refusal = refusalOf(error, log);
    const { status, message, extensions } = refusal;
    const { code } = extensions;
    metrics.countError(code, name);
    audit(log, { ...unseen, caller: name, status, errors: [{ code, message }] });
    sendRefusal(request, response, refusal, form);
  };
}

const asGraphql: RefusalForm = ({ message, extensions }) => ({
  body: { errors: [{ message, extensions }] },
});
