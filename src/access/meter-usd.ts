import type { Caller } from "../../models/caller.ts";
import type { Held } from "../../providers/hold.ts";
import { BudgetSpent } from "../inference/account.ts";
import type { OpenCounter, Use } from "./counter.ts";
import { keyOf, timeOf, usdText } from "./meter-text.ts";

/** What callers spend on cloud models from midnight to midnight UTC, by list prices. */
export interface UsdMeter {
  /** Without what is held for calls under way. */
  spent(caller: Caller): Promise<number>;
  /**
   * Before a call is made that may cost so much.
   * @throws BudgetSpent
   */
  hold(caller: Caller, most: number): Promise<Held>;
}

export function createUsdMeter(openCounter: OpenCounter): UsdMeter {
  const counter = openCounter("nanousd");
  /** By the keys of callers and days: nano-dollars of this process's calls. */
  const held = new Map<string, number>();
  const holdMore = (key: string, amount: number) => {
    const sum = (held.get(key) ?? 0) + amount;
    return sum > 0 ? held.set(key, sum) : held.delete(key);
  };

  return {
    async spent(caller) {
      const { key, seconds } = today(caller);
      const { used } = await counter.look(key, { limit: Infinity, seconds });
      return (used - (held.get(key) ?? 0)) / nano;
    },

    async hold(caller, most) {
      const { key, seconds, endsAt } = today(caller);
      const { name, usdPerDay = Infinity } = caller;
      const amount = Math.round(most * nano);
      const limit = Math.round(usdPerDay * nano);
      const taken = await counter.take(key, amount, { limit, seconds });
      if (!taken.settle) {
        const spent = taken.used - (held.get(key) ?? 0);
        // What is held may turn out to be free again.
        const soon = spent + amount <= limit;
        const message = refusal(taken, { most, usdPerDay, spent, endsAt, soon });
        throw new BudgetSpent(name, message, soon ? soonMs : endsAt - Date.now());
      }
      holdMore(key, amount);
      return {
        async settle(usd) {
          holdMore(key, -amount);
          await taken.settle(Math.round(usd * nano));
        },
      };
    },
  };
}

/** Counters are whole numbers, and a text costs 10⁻⁷ dollars. */
const nano = 1e9;
const soonMs = 1000;
const dayMs = 86_400_000;

/** Each day has a key of its own, so that what is settled late counts for its day. */
function today(caller: Caller) {
  const now = Date.now();
  const day = Math.floor(now / dayMs);
  const endsAt = (day + 1) * dayMs;
  return { key: `${day} ${keyOf(caller)}`, seconds: Math.ceil((endsAt - now) / 1000), endsAt };
}

function refusal(
  { used }: Use,
  of: { most: number; usdPerDay: number; spent: number; endsAt: number; soon: boolean },
): string {
  const inFlight = of.soon ? `, ${usdText((used - of.spent) / nano)} held for calls under way` : "";
  return (
    `This may cost ${usdText(of.most)}; of ${usdText(of.usdPerDay)} a day (usdPerDay), ` +
    `${usdText(of.spent / nano)} are spent${inFlight}. ` +
    (of.soon ? "Try again when they have ended." : `The next day begins at ${timeOf(of.endsAt)}.`) +
    " Cached answers and local models cost nothing."
  );
}
