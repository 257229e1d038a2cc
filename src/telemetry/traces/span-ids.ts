let given: string | undefined;

/** Makes a span with an id that another process has chosen, where the SDK is ours. */
export function withSpanId<T>(id: string, start: () => T): T {
  given = id;
  try {
    return start();
  } finally {
    given = undefined;
  }
}

/** The id of the span that is being made, where it has one already. */
export const givenSpanId = (): string | undefined => given;
