/** Bytes of one element, by the protocol's names. */
export const elementBytes: Readonly<Record<string, number>> = {
  FP64: 8,
  FP32: 4,
  FP16: 2,
  BF16: 2,
  INT64: 8,
  INT32: 4,
};

export interface TensorSpec {
  readonly name: string;
  readonly datatype: string;
  /** With the batch in front; -1: any size. */
  readonly shape: readonly number[];
}

/** On the wire: elements in row-major order, little-endian. */
export interface WireTensor extends TensorSpec {
  readonly bytes: Uint8Array;
}

export type Values = Float32Array | Int32Array | BigInt64Array;
export interface Value {
  readonly data: Values | Float64Array | Uint16Array;
  readonly dims: readonly number[];
}

export const elements = (shape: readonly number[]) => shape.reduce((all, size) => all * size, 1);

/** A copy: bytes of a message need not lie where numbers may. */
export function toValues({ datatype, bytes }: WireTensor): Values {
  const { buffer } = Uint8Array.from(bytes);
  if (datatype === "INT64") {
    return new BigInt64Array(buffer);
  }
  return datatype === "INT32" ? new Int32Array(buffer) : new Float32Array(buffer);
}

export function toBytes({ data }: Pick<Value, "data">): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Of JSON, and of protobuf's `contents`. */
export function fromNumbers(datatype: string, numbers: readonly number[]): Uint8Array {
  if (datatype === "INT64") {
    return toBytes({ data: BigInt64Array.from(numbers, BigInt) });
  }
  return toBytes({
    data: datatype === "INT32" ? Int32Array.from(numbers) : Float32Array.from(numbers),
  });
}

/** For answers in JSON, which have no form for anything but numbers. */
export function toNumbers({ datatype, bytes }: WireTensor): number[] {
  if (datatype === "FP64") {
    return [...new Float64Array(Uint8Array.from(bytes).buffer)];
  }
  return Array.from(toValues({ datatype, bytes } as WireTensor), Number);
}
