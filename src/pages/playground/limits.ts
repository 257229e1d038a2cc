/** What the server takes of files, as its `limits` say. */
export type FileLimits = {
  readonly maxFiles: number;
  readonly maxImageBytes: number;
  readonly maxVideoBytes: number;
};

/** Asks the server; undefined when it does not answer: then it says itself what is too much. */
export async function askLimits(url: string, send = fetch): Promise<FileLimits | undefined> {
  try {
    const answer = await send(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ query: "{ limits { maxFiles maxImageBytes maxVideoBytes } }" }),
    });
    const { data } = (await answer.json()) as { data?: { limits?: FileLimits } };
    return data?.limits;
  } catch {
    return undefined;
  }
}

const PATIENCE_MS = 5_000;

/** Limits that have not come after a while do not hold up whoever wants to attach a file. */
export function withPatience(limits: Promise<FileLimits | undefined>): typeof limits {
  return Promise.race([
    limits,
    new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS)),
  ]);
}
