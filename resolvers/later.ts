import { Args, Query, Resolver } from "type-graphql";
import { GatewayError } from "../models/errors.ts";
import { EmbedVideoArgs, VideoEmbedding } from "../schema/video.ts";

/** Queries of the contract that this build cannot serve yet. */
@Resolver()
export class LaterResolver {
  @Query(() => VideoEmbedding)
  embedVideo(@Args(() => EmbedVideoArgs) _args: EmbedVideoArgs) {
    throw new GatewayError("UNSUPPORTED", "This build does not serve embedVideo yet.");
  }
}
