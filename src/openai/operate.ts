import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../../providers/provider.ts";
import type { Context } from "../../resolvers/context.ts";
import { sayPoints } from "../access/charge.ts";
import type { Meter } from "../access/meter.ts";
import { stringifyInTurns } from "../graphql/stringify.ts";
import { type Refusal, refusalOf, sendRefusal } from "../http/refusal.ts";
import { sendInTurns } from "../http/send-in-turns.ts";
import { beginOperation } from "../telemetry/operation.ts";
import { asOpenai } from "./errors.ts";

/** What makes an answer. @throws GatewayError */
export type Work = (context: Context) => object | Promise<object>;

interface Operation {
  /** Of its route. */
  readonly name: string;
  readonly context: Context;
  readonly work: Work;
}

interface OperateOptions {
  readonly log: Log;
  readonly meter: Pick<Meter, "points">;
}

/** Runs an operation, tells of it, and answers what came of it as JSON. */
export function createOperate({ log, meter }: OperateOptions) {
  return async (
    { name, context, work }: Operation,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const end = beginOperation(log, context, name);
    const result = await textOf(work, context).catch((error: unknown) =>
      late(refusalOf(error, log)),
    );
    await sayPoints(meter, context, (header, value) => response.setHeader(header, value));
    response.setHeader("cache-control", "no-store");
    if (typeof result === "string") {
      end({ name: null, type: null, status: 200, errors: [] });
      response.setHeader("content-type", "application/json; charset=utf-8");
      await sendInTurns(response, result);
      return;
    }
    const { status, message, extensions } = result;
    end({ name: null, type: null, status, errors: [{ code: extensions.code, message }] });
    if (!response.destroyed) {
      sendRefusal(request, response, result, asOpenai);
    }
  };
}

const textOf = async (work: Work, context: Context): Promise<string> =>
  stringifyInTurns(await work(context));

/** The request came in time; its answer did not. */
const late = (refusal: Refusal): Refusal =>
  refusal.status === 408 ? { ...refusal, status: 504 } : refusal;
