import { asError, GatewayError } from "../../../models/errors.ts";
import type { Input } from "../../../models/model.ts";
import type { Row } from "../../provider.ts";
import { bisect } from "../../resilience/bisect.ts";
import { ProcessDied } from "./process.ts";

export type Run = (inputs: readonly Input[]) => Promise<readonly (Row | Error)[]>;

/**
 * Keeps inputs that make passes of one process fail from harming the others. The first pass of a
 * call runs as it comes; when it fails, its inputs run in parts, one part at a time, while nothing
 * else runs in the process.
 *
 * @returns the function that runs the inputs of a call; it rejects when the model itself cannot run
 */
export function createQuarantine() {
  /** Ends when no input is being tried alone any more. */
  let occupied: Promise<void> = Promise.resolve();

  return async (inputs: readonly Input[], embed: Run): Promise<(Row | Error)[]> => {
    let first = true;
    const inTurn: Run = (some) => {
      const pass = occupied.then(() => embed(some));
      if (!first) {
        occupied = pass.then(nothing, nothing);
      }
      first = false;
      return pass;
    };
    // An input alone is tried twice: the crash may not have been its fault.
    const run: Run = (some) =>
      inTurn(some).catch((error: unknown) => {
        if (some.length === 1 && error instanceof ProcessDied) {
          return inTurn(some);
        }
        throw error;
      });
    return bisect(inputs, run, partsOf);
  };
}

const nothing = () => {};
const notOfInputs: ReadonlySet<string> = new Set(["MODEL_UNAVAILABLE", "OVERLOADED", "TIMEOUT"]);

/**
 * How the culprit of a failed pass is found: by halves, but one by one when the pass took its
 * process down, because every further crash costs a new process.
 *
 * @throws when the model itself cannot run, or what it asks for its rows
 */
function partsOf(error: unknown, inputs: readonly Input[]): "halves" | "singles" | Error {
  // No input is to blame, and whoever asks an engine once more for each makes it worse.
  if (error instanceof GatewayError && notOfInputs.has(error.code)) {
    throw error;
  }
  if (inputs.length === 1) {
    return asError(error);
  }
  return error instanceof ProcessDied ? "singles" : "halves";
}
