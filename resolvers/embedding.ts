import { Arg, Extensions, FieldResolver, Resolver, Root } from "type-graphql";
import { encode, type VectorEncoding as Encoding } from "../models/vector/encode.ts";
import { answerSize, type Asked, dimensionsOf } from "../schema/answer-size.ts";
import { Embedding } from "../schema/embedding.ts";
import { VectorEncoding } from "../schema/enums.ts";

@Resolver(() => Embedding)
export class EmbeddingResolver {
  @Extensions(answerSize({ bytes: base64Bytes }))
  @FieldResolver(() => String, {
    description:
      "The numbers as bytes in base64. It is 5 to 10 times cheaper to send than `vector`.",
  })
  base64(
    @Root() { vector }: Embedding,
    @Arg("encoding", () => VectorEncoding, {
      defaultValue: VectorEncoding.FLOAT32,
      description: "How each number is written as bytes. Default: FLOAT32.",
    })
    encoding: Encoding,
  ): string {
    return Buffer.from(encode(vector, encoding)).toString("base64");
  }
}

const bytesOfNumber: Record<Encoding, number> = {
  FLOAT32: 4,
  INT8: 1,
  UINT8: 1,
  BINARY: 1 / 8,
  UBINARY: 1 / 8,
};

/** Four letters for three bytes. */
function base64Bytes(asked: Asked): number {
  const encoding: Encoding = asked.args["encoding"] ?? "FLOAT32";
  return Math.ceil((dimensionsOf(asked) * bytesOfNumber[encoding] * 4) / 3);
}
