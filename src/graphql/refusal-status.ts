import type { ApolloServerPlugin } from "@apollo/server";
import type { ErrorCode } from "../../models/errors.ts";
import type { Context } from "../../resolvers/context.ts";
import { codesOf } from "./errors.ts";

/** What a caller may not do, or not now: proxies and clients of all kinds know these. */
const statuses = new Map<string, number>([
  ["FORBIDDEN", 403],
  ["RATE_LIMITED", 429],
] satisfies [ErrorCode, number][]);

/** Gives an operation of which nothing came but such a refusal its HTTP status. */
export const showRefusal: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body, http } }) {
        if (body.kind !== "single" || body.singleResult.data != null) {
          return;
        }
        const codes = new Set(codesOf(body.singleResult.errors));
        const [code] = codes;
        const status = codes.size === 1 ? statuses.get(code!) : undefined;
        if (status !== undefined) {
          http.status = status;
        }
      },
    };
  },
};
