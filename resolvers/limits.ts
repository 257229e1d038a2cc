import { Ctx, Query, Resolver } from "type-graphql";
import { Limits } from "../schema/limits.ts";
import type { Context } from "./context.ts";

@Resolver()
export class LimitsResolver {
  @Query(() => Limits, {
    description: "What this server accepts, such as the largest image file.",
  })
  limits(@Ctx() context: Context) {
    return context.limits;
  }
}
