import { GatewayError } from "../../../models/errors.ts";
import { createBalancer } from "../engines/balancer.ts";
import { type EngineClient, EngineFailure, type EngineModel, nameOf } from "../engines/client.ts";
import { createEngineClients } from "../engines/connect.ts";
import { difference } from "../engines/description.ts";
import { createEndpoint, type Endpoint } from "../engines/endpoint.ts";
import { toGatewayError } from "../engines/errors.ts";
import type { OpenGraph } from "./graph.ts";
import type { CallOutcome, Load } from "./protocol.ts";

/**
 * In tokens, as of an accelerator: an engine makes batches of what comes, so a run more costs about a
 * round trip.
 */
const runCost = 128;
/** In tokens: most captions and prompts then have one of two shapes, and engines join what has one. */
const widthStep = 8;

/** Graphs that inference engines run: calls go to whichever endpoint has the least in flight. */
export function startEngine(
  _load?: Load,
  onCall: (outcome: CallOutcome) => void = () => {},
): OpenGraph<"engine"> {
  const clients = createEngineClients();

  return async (source) => {
    let agreed: EngineModel | undefined;
    const agree = (model: EngineModel) => {
      agreed ??= model;
      const other = difference(agreed, model);
      if (other) {
        throw new EngineFailure("down", `It serves another graph: ${other}.`);
      }
    };
    const endpoints = source.endpoints.map((endpoint) =>
      createEndpoint(
        nameOf(endpoint),
        countCalls(clients.of(endpoint, source), onCall),
        endpoint.model,
        agree,
      ),
    );
    const { inputs, outputs, maxBatch = Infinity } = await firstDescription(endpoints);
    const balancer = createBalancer(endpoints, source.timeoutMs);
    return {
      inputs,
      outputs,
      runCost,
      widthStep,
      runBy: "engine",
      run: (feeds, output) => balancer.run(feeds, output, maxBatch),
    };
  };
}

function countCalls(client: EngineClient, onCall: (outcome: CallOutcome) => void): EngineClient {
  return {
    ...client,
    async infer(...call) {
      try {
        const output = await client.infer(...call);
        onCall("answered");
        return output;
      } catch (error) {
        onCall(error instanceof EngineFailure ? error.kind : "late");
        throw error;
      }
    },
  };
}

/** @throws GatewayError MODEL_UNAVAILABLE where none of them can tell */
async function firstDescription(endpoints: readonly Endpoint[]): Promise<EngineModel> {
  const describing = endpoints.map((endpoint) => endpoint.describe());
  try {
    return await Promise.any(describing);
  } catch (error) {
    const attempts = (error as AggregateError).errors.map((failure: EngineFailure, i) => ({
      endpoint: endpoints[i]!.name,
      failure,
    }));
    const { message, retryable, cause } = toGatewayError(attempts);
    throw new GatewayError("MODEL_UNAVAILABLE", message, { retryable, cause });
  }
}
