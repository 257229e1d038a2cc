/** What the server takes of files, as its `limits` say. */
export type FileLimits = {
  readonly maxFiles: number;
  readonly maxImageBytes: number;
  readonly maxVideoBytes: number;
};

const PATIENCE_MS = 5_000;

/** Asks the server; undefined when it does not answer: then it says itself what is too much. */
export async function askLimits(url: string, send = fetch): Promise<FileLimits | undefined> {
  try {
    const answer = await send(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({ query: "{ limits { maxFiles maxImageBytes maxVideoBytes } }" }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { data } = (await answer.json()) as { data?: { limits?: FileLimits } };
    return data?.limits;
  } catch {
    return undefined;
  }
}
