import { ApolloServerErrorCode } from "@apollo/server/errors";
import type { RequestHandler } from "express";
import { GraphQLError } from "graphql";
import graphqlUploadExpress from "graphql-upload/graphqlUploadExpress.mjs";
import type { Log } from "../../../providers/provider.ts";
import type { Config } from "../../config/config.ts";
import type { Media } from "../../media/media.ts";
import { openIntake } from "./intake.ts";
import { readJsonBody } from "./json-body.ts";
import { createProcessRequest } from "./multipart-body.ts";

export interface ReceiveOptions {
  readonly config: Config;
  readonly media: Pick<Media, "budget" | "directory">;
  readonly log: Log;
}

/** From the headers to `request.body`, in this order; what can be refused unread is. */
export function receiveBody({ config, media, log }: ReceiveOptions): RequestHandler[] {
  return [
    openIntake({ timeoutMs: config.REQUEST_TIMEOUT_MS, budget: media.budget }),
    checkCsrf,
    graphqlUploadExpress({
      processRequest: createProcessRequest({
        maxBytes: config.MAX_UPLOAD_BYTES,
        maxFieldBytes: config.MAX_BODY_BYTES,
        maxFiles: config.MAX_FILES,
        directory: media.directory,
        log,
      }),
    }),
    readJsonBody(config.MAX_BODY_BYTES),
  ];
}

const csrfHeaders = ["apollo-require-preflight", "x-apollo-operation-name"];

/**
 * Any site's page can make a browser send a multipart request, but not with these headers. Apollo
 * checks the same when the files have arrived.
 */
const checkCsrf: RequestHandler = (request, _response, next) => {
  if (request.is("multipart/form-data") && !csrfHeaders.some((name) => request.headers[name])) {
    throw new GraphQLError(
      "This operation has been blocked as a potential Cross-Site Request Forgery (CSRF). " +
        `Multipart requests need a non-empty value for one of the headers ${csrfHeaders.join(", ")}.`,
      { extensions: { code: ApolloServerErrorCode.BAD_REQUEST } },
    );
  }
  next();
};
