import { Args, Ctx, Query, Resolver } from "type-graphql";
import { Route, RouteArgs } from "../schema/route.ts";
import type { Context } from "./context.ts";

@Resolver()
export class RouteResolver {
  @Query(() => Route, {
    description: "Says which model to use for your task, and why. No model is run.",
  })
  route(@Args(() => RouteArgs) { input }: RouteArgs, @Ctx() context: Context) {
    return context.route(input);
  }
}
