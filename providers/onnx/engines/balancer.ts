import { GatewayError } from "../../../models/errors.ts";
import { withDeadline, type Deadline } from "../../resilience/deadline.ts";
import type { Feeds, Output } from "../worker/graph.ts";
import { EngineFailure } from "./client.ts";
import { type Endpoint, silent } from "./endpoint.ts";
import { type Attempt, inWords, toGatewayError } from "./errors.ts";
import { inBatches } from "./rows.ts";

/** Calls of one graph, each at whichever endpoint is best. */
export interface Balancer {
  /**
   * @param maxBatch rows of one call; more are spread over the endpoints
   * @throws GatewayError MODEL_UNAVAILABLE where none answers, OVERLOADED, TIMEOUT, PROVIDER_FAILED
   */
  run(feeds: Feeds, output: string, maxBatch: number): Promise<Output>;
}

/**
 * A call goes to the endpoint with the fewest in flight of those that are well; of equals, to the one that
 * was asked least recently. What may succeed elsewhere is tried at the others, within one deadline; one
 * that stays silent gets its share of the time that is left.
 */
export function createBalancer(endpoints: readonly Endpoint[], timeoutMs: number): Balancer {
  const lastAsked = new Map<Endpoint, number>();
  let calls = 0;

  function best(candidates: Iterable<Endpoint>): Endpoint {
    const [first] = [...candidates].toSorted(
      (a, b) =>
        Number(b.well) - Number(a.well) ||
        a.inFlight - b.inFlight ||
        (lastAsked.get(a) ?? 0) - (lastAsked.get(b) ?? 0),
    );
    lastAsked.set(first!, ++calls);
    return first!;
  }

  async function call(
    feeds: Feeds,
    output: string,
    { signal, left }: Deadline,
    onFailure: (attempt: Attempt) => void,
  ): Promise<Output> {
    const untried = new Set(endpoints);
    const attempts: Attempt[] = [];
    while (untried.size > 0) {
      const endpoint = best(untried);
      untried.delete(endpoint);
      const shareMs = left() / (untried.size + 1);
      try {
        return await (untried.size === 0
          ? endpoint.infer(feeds, output, signal)
          : withDeadline(shareMs, { signals: [signal], tooLate: () => silent(shareMs) }, (share) =>
              endpoint.infer(feeds, output, share.signal),
            ));
      } catch (error) {
        if (signal.aborted || !(error instanceof EngineFailure)) {
          throw error;
        }
        const attempt = { endpoint: endpoint.name, failure: error };
        attempts.push(attempt);
        onFailure(attempt);
        if (!error.retryable) {
          break;
        }
        // A connection that was kept may have been closed: another one tells.
        if (endpoints.length === 1 && error.down && attempts.length === 1) {
          untried.add(endpoint);
        }
      }
    }
    throw toGatewayError(attempts);
  }

  return {
    run(feeds, output, maxBatch) {
      endpoints.forEach((endpoint) => endpoint.wake());
      const failed: Attempt[] = [];
      const tooLate = () => {
        const busy = endpoints.filter(({ inFlight }) => inFlight > 0);
        const silent = busy.map(({ name }) => `${name}: no answer yet`);
        const cause = new Error([...failed.map(inWords), ...silent].join("; "));
        const message = `The inference engines did not answer within ${timeoutMs} ms.`;
        return new GatewayError("TIMEOUT", message, { cause });
      };
      return withDeadline(timeoutMs, { tooLate }, ({ signal, left }) =>
        inBatches(feeds, maxBatch, signal, (part, signal) =>
          call(part, output, { signal, left }, (attempt) => failed.push(attempt)),
        ),
      );
    },
  };
}
