import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller } from "../../models/caller.ts";
import type { Access } from "../access/access.ts";
import type { Enter } from "../access/meter-in-flight.ts";
import { checkOrigin } from "../access/origin.ts";
import type { Refuse } from "./refuse.ts";
import { type Answer, traced } from "./traced.ts";

export interface AdmitOptions {
  readonly authenticate: Access["authenticate"];
  readonly enter: Enter;
  readonly refuse: Refuse;
  /** The request's name in traces, where no operation of GraphQL will name it. */
  readonly route?: string;
}

/**
 * Asks who calls before anything of the body is read, counts the request among those that the caller has
 * in flight, and refuses what the answer throws.
 */
export function admit(
  { authenticate, enter, refuse, route }: AdmitOptions,
  answer: (request: IncomingMessage, response: ServerResponse, caller: Caller) => Promise<void>,
): Answer {
  return traced(async (request, response) => {
    let caller: Caller | undefined;
    let leave: (() => void) | undefined;
    try {
      caller = await authenticate(request);
      checkOrigin(caller, request);
      // Gone while a token was checked: nothing would end what begins now.
      if (response.destroyed) {
        return;
      }
      leave = enter(caller);
      if (request.headers.expect !== undefined) {
        response.writeContinue();
      }
      await answer(request, response, caller);
    } catch (error) {
      refuse(error, request, response, caller);
    } finally {
      leave?.();
    }
  }, route);
}
