import { Ctx, FieldResolver, Query, Resolver } from "type-graphql";
import { Caller } from "../schema/caller.ts";
import type { Context } from "./context.ts";

@Resolver(() => Caller)
export class CallerResolver {
  @Query(() => Caller, {
    description:
      "Who sends this request: what it may use, and what it has used. It costs no points.",
  })
  caller(@Ctx() { caller, models }: Context) {
    return { name: caller.name, models, costUsdLimit: caller.usdPerDay ?? null };
  }

  @FieldResolver()
  async points(@Ctx() context: Context) {
    const points = await context.points();
    return points ? { ...points, remaining: Math.max(0, points.limit - points.used) } : null;
  }

  @FieldResolver()
  costUsd(@Ctx() context: Context) {
    return context.spentUsd();
  }
}
