import type { ApolloServerPlugin } from "@apollo/server";
import type { ErrorCode } from "../../models/errors.ts";
import type { Context } from "../../resolvers/context.ts";
import { codesOf } from "./errors.ts";
import { statuses } from "./statuses.ts";

/** What a caller may not do, or not now: proxies and clients of all kinds know these. */
const shown: readonly ErrorCode[] = ["FORBIDDEN", "RATE_LIMITED"];

/** Gives an operation of which nothing came but such a refusal its HTTP status. */
export const showRefusal: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== "single" || body.singleResult.data != null) {
          return;
        }
        const codes = new Set(codesOf(body.singleResult.errors));
        const code = shown.find((code) => codes.has(code));
        if (code && codes.size === 1) {
          http.status = statuses[code]!;
        }
      },
    };
  },
};
