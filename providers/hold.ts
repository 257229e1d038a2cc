/** Money that is set aside for a call. */
export interface Held {
  /** @param usd what the call did cost; the rest is free again */
  settle(usd: number): Promise<void>;
}

/**
 * Sets aside the most that a call may cost, in US dollars.
 * @throws GatewayError RATE_LIMITED when there is not as much
 */
export type Hold = (most: number) => Promise<Held>;

export interface PaidCall<T> {
  /** Absent: nobody counts. */
  readonly hold: Hold | undefined;
  readonly most: number;
  /** Aborts when nobody waits for the result any more. */
  readonly signal: AbortSignal | undefined;
  /** Tells when it cannot be called back any more. */
  call(sent: () => void): Promise<T>;
  usdOf(result: T): number;
}

/** Holds money while a call runs, and settles what it did cost: nothing where it failed. */
export async function pay<T>({ hold, most, signal, call, usdOf }: PaidCall<T>): Promise<T> {
  if (!hold) {
    return call(() => {});
  }
  const held = await hold(most);
  let sent = false;
  let usd = 0;
  try {
    const result = await call(() => (sent = true));
    usd = usdOf(result);
    return result;
  } catch (error) {
    // Nobody waits for the answer, but the service may give it all the same, and bill it.
    usd = sent && signal?.aborted ? most : 0;
    throw error;
  } finally {
    await held.settle(usd);
  }
}
