import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Input, Model } from "../../../models/model.ts";
import { readConfig } from "../../../src/config/config.ts";
import { type Account, BudgetSpent } from "../../../src/inference/account.ts";
import { createEngine, type Engine } from "../../../src/inference/engine.ts";
import { createFakeProvider, fakeModel, fakeRow } from "../../support/fake-provider.ts";

const priced: Model = {
  ...fakeModel,
  pricing: [{ modality: "TEXT", per: 1, unit: "embedding", usd: 1 }],
};
const text = (text: string): Input => ({ modality: "TEXT", text });
const provider = createFakeProvider({
  maxInputs: 2000,
  embed: async (inputs, { dimensions }) =>
    inputs.map((input) => {
      const row = fakeRow(input, dimensions);
      return row instanceof Error ? row : { ...row, usd: 1 };
    }),
});

let engine: Engine;
beforeEach(async () => {
  provider.calls.length = 0;
  engine = await createEngine({
    config: readConfig({ DEFAULT_MODEL: priced.id }),
    models: [priced],
    providers: { fake: provider },
  });
});
afterEach(() => engine.close());

/** With so many dollars; counts what it was asked to hold. */
function accountOf(caller: string, usd: number) {
  const account = {
    caller,
    left: usd,
    asked: 0,
    counted: 0,
    async hold(most: number) {
      account.asked++;
      if (account.left < most) {
        throw new BudgetSpent(caller, `${caller} has no dollars left`, 1000);
      }
      account.left -= most;
      return { settle: async (spent: number) => void (account.left += most - spent) };
    },
    count: ({ usd }: { usd: number }) => void (account.counted += usd),
  } satisfies Account & Record<string, unknown>;
  return account;
}

describe("an input that several callers ask for at once", () => {
  it("is paid by the first of them", async () => {
    const [first, second] = [accountOf("first", 5), accountOf("second", 0)];
    const embedFor = (account: Account) => engine.embed(priced, text("a"), { account });
    await Promise.all([embedFor(first), embedFor(second)]);
    expect([first.left, first.counted, second.counted]).toEqual([4, 1, 0]);
    expect(second.asked).toBe(0);
  });

  it("is paid by the next one where the first cannot, and fails for those who cannot", async () => {
    const poor = accountOf("poor", 0);
    const [rich, third] = [accountOf("rich", 5), accountOf("third", 5)];
    const embedFor = (account: Account) => engine.embed(priced, text("a"), { account });
    const accounts = [poor, poor, rich, third];
    const answers = await Promise.allSettled(accounts.map(embedFor));
    expect(answers.map(({ status }) => status)).toEqual([
      "rejected",
      "rejected",
      "fulfilled",
      "fulfilled",
    ]);
    expect(answers[1]).toMatchObject({ reason: { code: "RATE_LIMITED", caller: "poor" } });
    expect([rich.left + third.left, rich.counted + third.counted]).toEqual([9, 1]);
    // Whose budget is spent is asked once, however many of its inputs are the same.
    expect(poor.asked).toBe(1);
    expect(provider.calls).toHaveLength(1);
  });

  it("is paid so as well when it is one of a large set of labels", async () => {
    const labels = Array.from({ length: 1001 }, (_, i) => `label ${i}`);
    const set = { labels, templates: ["{label}"], purpose: "QUERY" } as const;
    const [poor, rich] = [accountOf("poor", 10), accountOf("rich", 2000)];
    const answers = await Promise.allSettled(
      [poor, rich].map((account) => engine.embedLabels(priced, set, { account })),
    );
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
    expect(poor.left + rich.left).toBe(2010 - 1001);
  });
});

describe("what is held for an input", () => {
  it("is nothing where only the answer tells its price, which is counted all the same", async () => {
    const perToken: Model = {
      ...priced,
      id: "per-token",
      pricing: [{ modality: "TEXT", per: 1, unit: "second", usd: 1 }],
    };
    const account = accountOf("web", 2);
    await engine.embed(perToken, text("a"), { account });
    expect([account.asked, account.left, account.counted]).toEqual([1, 1, 1]);
  });

  it("is given back when its pass fails or never starts, and not held for what is cached", async () => {
    const account = accountOf("web", 2);
    await expect(engine.embed(priced, text("bad"), { account })).rejects.toThrow();
    expect(account.left).toBe(2);
    await engine.embed(priced, text("a"), { account });
    await engine.embed(priced, text("a"), { account });
    expect([account.left, account.asked]).toEqual([1, 2]);

    provider.hold();
    const busy = [1, 2, 3].map((i) => engine.embed(priced, text(`busy ${i}`)));
    await expect.poll(() => provider.running).toBe(1);
    const client = new AbortController();
    const { signal } = client;
    const waiting = engine.embed(priced, text("waits"), { account, signal });
    await expect.poll(() => account.left).toBe(0);
    client.abort(new Error("gone"));
    await expect(waiting).rejects.toThrow("gone");
    await expect.poll(() => account.left).toBe(1);
    provider.release();
    await Promise.all(busy);
  });
});
