import { ApolloServerErrorCode } from "@apollo/server/errors";
import { GraphQLError } from "graphql";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../../../providers/provider.ts";
import type { Config } from "../../config/config.ts";
import type { Media } from "../../media/media.ts";
import { bodyType } from "./body-type.ts";
import { openIntake } from "./intake.ts";
import { readJsonBody } from "./json-body.ts";
import { readMultipartBody } from "./multipart-body.ts";

export interface ReceiveOptions {
  readonly config: Config;
  readonly media: Pick<Media, "budget" | "directory">;
  readonly log: Log;
}

export interface Received {
  /** Undefined when there is none, or none that GraphQL takes. */
  readonly body: object | undefined;
  /** Aborts at the request's deadline, and when its client goes away. */
  readonly signal: AbortSignal;
}

export type ReceiveBody = (request: IncomingMessage, response: ServerResponse) => Promise<Received>;

/**
 * From the headers to the body; what can be refused unread is.
 *
 * @throws GatewayError as readJsonBody and readMultipartBody; GraphQLError for a cross-site form
 */
export function createReceiveBody({ config, media, log }: ReceiveOptions): ReceiveBody {
  const intakeOptions = { timeoutMs: config.REQUEST_TIMEOUT_MS, budget: media.budget };
  const multipartOptions = {
    maxBytes: config.MAX_UPLOAD_BYTES,
    maxFieldBytes: config.MAX_BODY_BYTES,
    maxFiles: config.MAX_FILES,
    directory: media.directory,
    log,
  };
  return async (request, response) => {
    const intake = openIntake(response, intakeOptions);
    const { signal } = intake;
    const type = bodyType(request);
    if (type === "application/json") {
      return { body: await readJsonBody(request, intake, config.MAX_BODY_BYTES), signal };
    }
    if (type === "multipart/form-data") {
      checkCsrf(request);
      return { body: await readMultipartBody(request, response, intake, multipartOptions), signal };
    }
    return { body: undefined, signal };
  };
}

const csrfHeaders = ["apollo-require-preflight", "x-apollo-operation-name"];

/**
 * Any site's page can make a browser send a multipart request, but not with these headers. Apollo
 * checks the same when the files have arrived.
 */
function checkCsrf({ headers }: IncomingMessage): void {
  if (!csrfHeaders.some((name) => headers[name])) {
    throw new GraphQLError(
      "This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). " +
        `Multipart requests need a non-empty value for one of the headers ${csrfHeaders.join(", ")}.`,
      { extensions: { code: ApolloServerErrorCode.BAD_REQUEST } },
    );
  }
}
