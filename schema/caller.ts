import { Extensions, Field, Float, Int, ObjectType } from "type-graphql";
import { answerSize } from "./answer-size.ts";
import { Model } from "./model.ts";

@ObjectType({
  description:
    "Points of a caller. They are inputs, counted as `Limits.maxCost` counts them, in a window of one hour that begins with the first of them. What fails is given back.",
})
export class PointLimit {
  @Field(() => Int, { description: "How many the caller has in one hour." })
  limit!: number;

  @Field(() => Int, { description: "How many of them are used. Requests under way count." })
  used!: number;

  @Field(() => Int, { description: "How many are left." })
  remaining!: number;

  @Field(() => Float, {
    description: "When all of them are there again, in milliseconds since 1970 UTC.",
  })
  resetAt!: number;
}

@ObjectType({ description: "Who sends this request: what it may use, and what it has used." })
export class Caller {
  @Field(() => String, {
    nullable: true,
    description: "Name of the caller's key. Null for a caller without a key.",
  })
  name!: string | null;

  @Extensions(answerSize({ items: ({ server }) => server.models.length }))
  @Field(() => [Model], { description: "The models that the caller may use." })
  models!: readonly Model[];

  @Field(() => PointLimit, {
    nullable: true,
    description: "The caller's points. Null if they are not limited.",
  })
  points!: PointLimit | null;

  @Field(() => Float, {
    description:
      "What the caller has spent on cloud models since midnight UTC, in US dollars: an estimate from list prices.",
  })
  costUsd!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "The most that the caller may spend on cloud models from midnight to midnight UTC, in US dollars. Null if there is no limit.",
  })
  costUsdLimit!: number | null;
}
