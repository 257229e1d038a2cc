import type { Feeds, Output } from "../worker/graph.ts";
import { EngineFailure } from "./client.ts";
import { readTypes } from "./tensors.ts";

/** An output as it came: its bytes, or its numbers where the server has no binary form. */
export interface AnsweredTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly bytes?: Uint8Array | undefined;
  readonly numbers?: readonly number[] | undefined;
}

/** 128 texts of 512 tokens, each a vector of 1024, are half of it. What never ends must end somewhere. */
export const mostAnswerBytes = 512 * 2 ** 20;

/**
 * @param rows that were asked for
 * @throws EngineFailure `malformed`, saying what is wrong with the answer
 */
export function toOutput(
  answered: readonly AnsweredTensor[],
  wanted: string,
  rows: number,
): Omit<Output, "ms"> {
  const tensor = answered.find(({ name }) => name === wanted);
  if (!tensor) {
    const names = answered.map(({ name }) => name).join(", ") || "nothing";
    throw malformed(`${names} where the output ${wanted} was asked for`);
  }
  const { datatype, shape, bytes, numbers } = tensor;
  const type = readTypes.get(datatype);
  if (!type) {
    const known = [...readTypes.keys()].join(", ");
    throw malformed(`${wanted} as ${datatype}, which is none of ${known}`);
  }
  const said = `${wanted} of the shape [${shape.join(", ")}]`;
  if (shape[0] !== rows || !shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw malformed(`${said} to ${rows} rows`);
  }
  const length = shape.reduce((all, size) => all * size, 1);
  if (!numbers && bytes?.length !== length * type.size) {
    throw malformed(`${said} in ${bytes?.length ?? 0} bytes of ${datatype}`);
  }
  if (numbers && numbers.length !== length) {
    throw malformed(`${said} in ${numbers.length} numbers`);
  }
  return { data: numbers ? Float32Array.from(numbers) : type.read(bytes!), dims: shape };
}

export function rowsOf(feeds: Feeds): number {
  return Object.values(feeds)[0]!.dims[0]!;
}

/** @param what in the engine's words too, of which clients and the log get no more than a few */
export function malformed(what: string, cause?: unknown): EngineFailure {
  return new EngineFailure("malformed", `The engine answered ${what.slice(0, 300)}.`, { cause });
}
