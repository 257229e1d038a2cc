import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Route, RouteArgs } from "../schema/route.ts";
import type { Context } from "./context.ts";

@Resolver()
export class RouteResolver {
  @Query(() => Route, {
    description: "Which model to use for what the caller knows, and why. Nothing is run.",
    complexity: 1,
  })
  route(@Args(() => RouteArgs) { input }: RouteArgs, @Ctx() context: Context) {
    return context.route(input);
  }
}
