/** Whose key it is, and what is left of what it may use. */
export interface Caller {
  readonly name: string | null;
  /** Null where there is no limit. */
  readonly points: Points | null;
  /** US dollars since midnight UTC. */
  readonly costUsd: number;
  readonly costUsdLimit: number | null;
}

export interface Points {
  readonly limit: number;
  readonly remaining: number;
}

export type Introduction =
  /** Null where the server does not say. */
  | { readonly caller: Caller | null }
  /** Why the key will not do. */
  | { readonly refusal: string };

const query = "{ caller { name points { limit remaining } costUsd costUsdLimit } }";

/** Asks the server whose key it is. @throws Error when it cannot be reached */
export async function introduce(
  url: string,
  key: string,
  send: typeof fetch,
): Promise<Introduction> {
  const answer = await send(url, {
    method: "POST",
    headers: {
      accept: "application/json",
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await contentOf(answer);
  // A key may be good, but for other pages than this one; too much of it is used only for now.
  if (!answer.ok && answer.status !== 429) {
    return { refusal: errors?.[0]?.message ?? `The server answers with status ${answer.status}.` };
  }
  return { caller: data?.caller ?? null };
}

/** Why the server wants a key, or another one; null when it does not. */
export async function refusalOf(answer: Response): Promise<string | null> {
  if (answer.status !== 401) {
    return null;
  }
  // What stands before the server may say 401, too, and means another key.
  const [error] = (await contentOf(answer.clone())).errors ?? [];
  return error?.extensions?.code === "UNAUTHENTICATED" ? error.message : null;
}

interface Content {
  readonly data?: { readonly caller?: Caller | null } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
}

async function contentOf(answer: Response): Promise<Content> {
  try {
    return ((await answer.json()) ?? {}) as Content;
  } catch {
    return {};
  }
}

/** What the headers of an answer say of a caller's points. */
export function pointsOf(headers: Headers): Points | null {
  const numbers = ["limit", "remaining"].map((name) => headers.get(`x-ratelimit-${name}`));
  const [limit, remaining] = numbers.map((text) => (text === null ? NaN : Number(text)));
  return Number.isFinite(limit) && Number.isFinite(remaining)
    ? { limit: limit!, remaining: remaining! }
    : null;
}
