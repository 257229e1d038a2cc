import { describe, expect, it } from "vitest";
import { type Act, judgeAct } from "./act.ts";

const nothing = { count: 0, p50: 0, p99: 0 };
const good: Act = {
  name: "nothing",
  round: 0,
  distinct: 100,
  explained: 100,
  computed: 100,
  requests: 500,
  storeGone: false,
  points: { answered: 300, uncertain: 0, refusals: 9, limit: 300, replicas: 4 },
  latency: { before: nothing, during: nothing, after: nothing },
};
const points = (some: Partial<Act["points"]>) => ({ points: { ...good.points, ...some } });

describe("the judge of an act", () => {
  it("finds nothing wrong with each input computed once and a budget given to its end", () => {
    expect(judgeAct(good)).toEqual([]);
    expect(judgeAct({ ...good, explained: 130, computed: 117 })).toEqual([]);
  });

  it("sees inputs that were computed again, and such as nobody computed", () => {
    expect(judgeAct({ ...good, computed: 101 })).toEqual([
      "nothing, round 0: 1 inputs were computed again without a reason",
    ]);
    expect(judgeAct({ ...good, computed: 99 })).toHaveLength(1);
    expect(judgeAct({ ...good, name: "kill the engine", computed: 99 })).toEqual([]);
  });

  it("sees a key that got too much, and one that was refused too early", () => {
    expect(judgeAct({ ...good, ...points({ answered: 305 }) })).toHaveLength(1);
    expect(judgeAct({ ...good, ...points({ answered: 250 }) })).toHaveLength(1);
    expect(judgeAct({ ...good, ...points({ answered: 250, uncertain: 50 }) })).toEqual([]);
    expect(judgeAct({ ...good, ...points({ answered: 250, refusals: 0 }) })).toEqual([]);
  });

  it("allows each replica its share of a budget while Redis is away", () => {
    const some = points({ answered: 525 });
    expect(judgeAct({ ...good, ...some, storeGone: true })).toEqual([]);
    expect(judgeAct({ ...good, ...points({ answered: 530 }), storeGone: true })).toHaveLength(1);
    expect(judgeAct({ ...good, ...some })).toHaveLength(1);
    expect(judgeAct({ ...good, ...points({ answered: 200 }), storeGone: true })).toEqual([]);
  });
});
