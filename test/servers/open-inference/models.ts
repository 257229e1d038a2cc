import { InferenceSession, Tensor } from "onnxruntime-node";
import { elements, type TensorSpec, type Value, type Values } from "./tensors.ts";

export type Inputs = Readonly<
  Record<string, { readonly data: Values; readonly dims: readonly number[] }>
>;

/** A model that a server serves. */
export interface ServedModel {
  /** Where the first dimension is -1, a batch of any size. */
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** As of Triton: rows of a call, which says 400 to more; 0 or absent: as the shapes say. */
  readonly maxBatchSize?: number;
  readonly platform?: string;
  /** Outputs by name; FP16 and BF16 as their bits. */
  run(inputs: Inputs): Promise<Readonly<Record<string, Value>>>;
}

const datatypes: Readonly<Record<string, string>> = {
  float32: "FP32",
  float64: "FP64",
  float16: "FP16",
  int64: "INT64",
  int32: "INT32",
};

/** A graph that onnxruntime runs in this process. */
export async function fromOnnx(file: string, maxBatchSize?: number): Promise<ServedModel> {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1 });
  const specs = (metadata: readonly InferenceSession.ValueMetadata[]) =>
    metadata.map((value) => {
      if (!value.isTensor) {
        throw new Error(`${value.name} of ${file} is not a tensor`);
      }
      const shape = value.shape.map((size) => (typeof size === "number" ? size : -1));
      return { name: value.name, datatype: datatypes[value.type] ?? value.type, shape };
    });
  return {
    inputs: specs(session.inputMetadata),
    outputs: specs(session.outputMetadata),
    platform: "onnxruntime_onnx",
    ...(maxBatchSize && { maxBatchSize }),
    async run(inputs) {
      const feeds = Object.entries(inputs).map(([name, { data, dims }]) => [
        name,
        tensorOf(data, dims),
      ]);
      const fetched = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(
        Object.entries(fetched).map(([name, { data, dims }]) => [
          name,
          { data: (data as Float32Array).slice(), dims: [...dims] },
        ]),
      );
    },
  };
}

function tensorOf(data: Values, dims: readonly number[]): Tensor {
  if (data instanceof BigInt64Array) {
    return new Tensor("int64", data, dims);
  }
  return data instanceof Int32Array
    ? new Tensor("int32", data, dims)
    : new Tensor("float32", data, dims);
}

/** As Triton's dynamic batching without a delay: calls that come while one runs are joined. */
export function batched(model: ServedModel, onRun: (rows: number) => void = () => {}): ServedModel {
  const waiting: { inputs: Inputs; resolve(outputs: Outputs): void; reject(error: Error): void }[] =
    [];
  let running = false;

  async function runAll(): Promise<void> {
    running = true;
    for (let first = waiting.shift(); first; first = waiting.shift()) {
      const calls = [first];
      let rows = rowsOf(first.inputs);
      while (waiting[0] && fits(first.inputs, waiting[0].inputs, rows)) {
        rows += rowsOf(waiting[0].inputs);
        calls.push(waiting.shift()!);
      }
      onRun(rows);
      try {
        const outputs = await model.run(join(calls.map(({ inputs }) => inputs)));
        let from = 0;
        for (const { inputs, resolve } of calls) {
          resolve(slice(outputs, from, (from += rowsOf(inputs))));
        }
      } catch (error) {
        calls.forEach(({ reject }) => reject(error as Error));
      }
    }
    running = false;
  }

  function fits(first: Inputs, next: Inputs, rows: number): boolean {
    const sameShape = Object.entries(first).every(
      ([name, { dims }]) => dims.slice(1).join() === next[name]?.dims.slice(1).join(),
    );
    return sameShape && rows + rowsOf(next) <= (model.maxBatchSize ?? Infinity);
  }

  return {
    ...model,
    run: (inputs) =>
      new Promise((resolve, reject) => {
        waiting.push({ inputs, resolve, reject });
        if (!running) {
          void runAll();
        }
      }),
  };
}

type Outputs = Readonly<Record<string, Value>>;

export const rowsOf = (inputs: Inputs) => Object.values(inputs)[0]!.dims[0]!;

function join(all: readonly Inputs[]): Inputs {
  return Object.fromEntries(
    Object.entries(all[0]!).map(([name, { data, dims }]) => {
      const rows = all.reduce((sum, inputs) => sum + inputs[name]!.dims[0]!, 0);
      const shape = [rows, ...dims.slice(1)];
      const joined = new (data.constructor as new (length: number) => Float32Array)(
        elements(shape),
      );
      let at = 0;
      for (const inputs of all) {
        joined.set(inputs[name]!.data as Float32Array, at);
        at += inputs[name]!.data.length;
      }
      return [name, { data: joined, dims: shape }];
    }),
  );
}

function slice(outputs: Outputs, from: number, to: number): Outputs {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data, dims }]) => {
      const row = elements(dims.slice(1));
      return [
        name,
        { data: data.slice(from * row, to * row), dims: [to - from, ...dims.slice(1)] },
      ];
    }),
  );
}
