import type { Inputs, ServedModel } from "./models.ts";
import { elementBytes, elements, toValues, type WireTensor } from "./tensors.ts";

/** What the server says instead of an answer. */
export class Refusal extends Error {
  /** Of HTTP; `grpc.ts` has a table of gRPC's codes. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Of one call to a model, whichever way it came. */
export interface InferRequest {
  readonly model: string;
  readonly inputs: readonly WireTensor[];
  /** Names; none: all of them. */
  readonly outputs: readonly string[];
}

/** @throws Refusal of anything that the model's description does not allow */
export function checked(
  { model: name, inputs, outputs }: InferRequest,
  model: ServedModel,
): Inputs {
  const refuse = (what: string) => new Refusal(400, `${what} for model '${name}'`);
  if (inputs.length !== model.inputs.length) {
    throw refuse(`expected ${model.inputs.length} inputs but got ${inputs.length} inputs`);
  }
  for (const output of outputs) {
    if (!model.outputs.some((spec) => spec.name === output)) {
      throw refuse(`unexpected inference output '${output}'`);
    }
  }
  const rows = inputs[0]?.shape[0];
  if (model.maxBatchSize && rows! > model.maxBatchSize) {
    throw refuse(`inference request batch-size must be <= ${model.maxBatchSize}`);
  }
  const values = inputs.map((input) => {
    const spec = model.inputs.find((candidate) => candidate.name === input.name);
    if (!spec) {
      throw refuse(`unexpected inference input '${input.name}'`);
    }
    if (input.datatype !== spec.datatype) {
      throw refuse(
        `inference input '${input.name}' data-type is '${input.datatype}', ` +
          `but expected '${spec.datatype}'`,
      );
    }
    const { shape } = input;
    const right =
      shape.length === spec.shape.length &&
      shape.every((size, i) => size > 0 && (spec.shape[i] === -1 || spec.shape[i] === size));
    if (!right || shape[0] !== rows) {
      throw refuse(
        `unexpected shape for input '${input.name}'. Expected [${spec.shape}], got [${shape}]`,
      );
    }
    const expected = elements(shape) * elementBytes[input.datatype]!;
    if (input.bytes.length !== expected) {
      throw refuse(
        `input '${input.name}' got unexpected byte size ${input.bytes.length}, expected ${expected}`,
      );
    }
    return [input.name, { data: toValues(input), dims: shape }] as const;
  });
  if (new Set(values.map(([input]) => input)).size < values.length) {
    throw refuse("an input came twice");
  }
  return Object.fromEntries(values);
}
