import { Args, Query, Resolver } from "type-graphql";
import { GatewayError } from "../models/errors.ts";
import { Comparison, CompareArgs } from "../schema/comparison.ts";
import { Route, RouteArgs } from "../schema/route.ts";
import { EmbedVideoArgs, VideoEmbedding } from "../schema/video.ts";

/** Queries of the contract that this build cannot serve yet. */
@Resolver()
export class LaterResolver {
  @Query(() => Route)
  route(@Args(() => RouteArgs) _: RouteArgs) {
    throw unsupported("route");
  }

  @Query(() => Comparison)
  compare(@Args(() => CompareArgs) _: CompareArgs) {
    throw unsupported("compare");
  }

  @Query(() => VideoEmbedding)
  embedVideo(@Args(() => EmbedVideoArgs) _: EmbedVideoArgs) {
    throw unsupported("embedVideo");
  }
}

function unsupported(query: string): GatewayError {
  return new GatewayError("UNSUPPORTED", `This build does not serve ${query} yet.`);
}
