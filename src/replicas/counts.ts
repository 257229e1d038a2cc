import { createScript, nowInLua } from "./script.ts";
import type { SharedStore } from "./store.ts";

/** What a replica tells of its own use of a key's limit, and what it wants. */
export interface Statement {
  /** What it has used in its window. */
  readonly own: number;
  /** When that window ends, by the store's clock; in the past: its use is of the past, too. */
  readonly endsAt: number;
  /** Of a window that begins now. */
  readonly seconds: number;
  /** All or nothing of each, in this order. */
  readonly wanted: readonly { readonly amount: number; readonly limit: number }[];
}

export interface Answer {
  /** Of each that was wanted. */
  readonly taken: readonly boolean[];
  readonly own: number;
  /** Of all replicas. */
  readonly total: number;
  readonly endsAt: number;
  readonly msLeft: number;
  /** The window that was told of is over: `own` is of another. */
  readonly isNew: boolean;
}

/** @throws StoreDown and what else the store's client throws */
export type Exchange = (key: string, statement: Statement) => Promise<Answer>;

/**
 * @param replica its id
 * @param name what is counted
 */
export function createExchange(store: SharedStore, replica: string, name: string): Exchange {
  return async (key, { own, endsAt, seconds, wanted }) => {
    const amounts = wanted.flatMap(({ amount, limit }) => [
      amount,
      Math.min(limit, Number.MAX_SAFE_INTEGER),
    ]);
    const values = [replica, own, endsAt, seconds * 1000, ...amounts];
    const [isNew, newOwn, total, end, msLeft, ...taken] = await store.use((client) =>
      run(client, `parallax:${name}:${key}`, values),
    );
    return {
      taken: taken.map((each) => each === 1),
      own: newOwn!,
      total: total!,
      endsAt: end!,
      msLeft: msLeft!,
      isNew: isNew === 1,
    };
  };
}

/**
 * A hash of what each replica has used, and their total; it expires when the window ends. A replica
 * says all that it has used, not what came to it: so it does not matter whether an earlier statement
 * arrived, late or not at all. On some servers, time goes on by a millisecond within a script.
 */
const run = createScript(`${nowInLua}
local key, replica = KEYS[1], ARGV[1]
local own, ends, length = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local left = redis.call('PTTL', key)
local isNew = 0
if ends <= now and not (left >= 0 and now + left - ends < 10) then
  own, isNew = 0, 1
end
local total, told = 0, 0
if left >= 0 then
  ends = now + left
  total = tonumber(redis.call('HGET', key, 'total')) or 0
  told = tonumber(redis.call('HGET', key, replica) or 0)
else
  ends = own == 0 and now + length or math.min(ends, now + length)
end
total = total - told + own
local answer = {}
for i = 5, #ARGV, 2 do
  local amount = tonumber(ARGV[i])
  local fits = total + amount <= tonumber(ARGV[i + 1])
  if fits then
    total, own = total + amount, own + amount
  end
  answer[#answer + 1] = fits and 1 or 0
end
if own ~= told then
  redis.call('HSET', key, replica, own, 'total', total)
  if left < 0 then
    redis.call('PEXPIREAT', key, ends)
  end
end
return {isNew, own, total, ends, ends - now, unpack(answer)}
`);
