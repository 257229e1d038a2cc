import type { HTTPGraphQLResponse } from "@apollo/server";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import type { FormattedExecutionResult } from "graphql";

export interface Invalid {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/**
 * What Apollo refused before it was an operation, such as a body without a query; undefined for any other
 * answer. Its plugins hear of it as well, but not whose request it was.
 */
export function invalidOf({ status = 200, body }: HTTPGraphQLResponse): Invalid | undefined {
  if (status < 400 || body.kind !== "complete") {
    return undefined;
  }
  const { errors: [error] = [] } = JSON.parse(body.string) as FormattedExecutionResult;
  const code = ApolloServerErrorCode.BAD_REQUEST;
  return error?.extensions?.["code"] === code
    ? { status, code, message: error.message }
    : undefined;
}
