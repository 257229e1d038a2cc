import { GraphQLScalarType } from "graphql";
import { answerSize, dimensionsOf, vectorSize } from "./answer-size.ts";

/**
 * A vector on the wire: one JSON array of numbers. A scalar, because a list of Float is executed
 * element by element. A float32 widened to a JSON number reads back to the same float32.
 */
export const Vector = new GraphQLScalarType<Float32Array, number[]>({
  name: "Vector",
  description:
    "A dense float32 vector, sent as one JSON array of numbers. Each number reads back to the same float32.",
  specifiedByURL: "https://datatracker.ietf.org/doc/html/rfc8259#section-5",
  extensions: answerSize(vectorSize(dimensionsOf)),
  serialize: (value) => {
    if (!(value instanceof Float32Array)) {
      throw new TypeError("Vector serialises a Float32Array");
    }
    // Array.from, and every iterator, takes several times as long.
    const numbers: number[] = [];
    for (let i = 0; i < value.length; i++) {
      numbers.push(value[i]!);
    }
    return numbers;
  },
  parseValue: () => {
    throw new TypeError("Vector is not an input type");
  },
});
