import type { CohereClientV2 } from "cohere-ai";
import type { ServerSettings } from "../provider.ts";
import type { CohereSettings } from "./settings.ts";
import { unreachable } from "./explain.ts";

/** Loads the SDK and makes its client. Its own retries are off: guard.ts has ours. */
export async function connect(settings: CohereSettings & ServerSettings): Promise<CohereClientV2> {
  const { CohereClientV2 } = await import("cohere-ai");
  return new CohereClientV2({
    token: settings.CO_API_KEY!,
    ...(settings.COHERE_BASE_URL && { environment: settings.COHERE_BASE_URL }),
    clientName: "parallax",
    maxRetries: 0,
    // Ours is shorter, and ends the request by its signal.
    timeoutInSeconds: settings.REQUEST_TIMEOUT_MS / 1000 + 60,
    fetch: fetchOrAnswer,
  });
}

/**
 * The SDK forgets the timer of its timeout when fetch rejects, which would keep the process alive
 * for as long: so a failure is an answer here, with a status that explain.ts knows.
 */
const fetchOrAnswer: typeof fetch = async (...request) => {
  try {
    return await fetch(...request);
  } catch (error) {
    const { message, cause } = error as Error;
    return Response.json({ message: `${message}: ${String(cause)}` }, { status: unreachable });
  }
};
