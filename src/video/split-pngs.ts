import { GatewayError } from "../../models/errors.ts";

/**
 * Cuts PNG files that follow one another apart (https://www.w3.org/TR/png-3/#5DataRep): 8 bytes
 * of signature, then chunks of length, type, data and checksum up to IEND.
 *
 * @throws GatewayError TOO_LARGE for a file of more than `maxBytes`
 */
export async function* splitPngs(
  pieces: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  /** Where the next chunk of the first file begins. */
  let chunk = signatureBytes;

  for await (const piece of pieces) {
    waiting.push(piece);
    bytes += piece.length;
    while (bytes >= chunk + headBytes) {
      const all = waiting.length === 1 ? waiting[0]! : Buffer.concat(waiting);
      waiting = [all];
      const end = chunk + all.readUInt32BE(chunk) + headBytes + checksumBytes;
      if (end > maxBytes) {
        throw tooLarge(end, maxBytes);
      }
      if (all.toString("latin1", chunk + 4, chunk + headBytes) !== "IEND") {
        chunk = end;
        continue;
      }
      if (bytes < end) {
        break;
      }
      yield all.subarray(0, end);
      waiting = [all.subarray(end)];
      bytes -= end;
      chunk = signatureBytes;
    }
  }
}

const signatureBytes = 8;
const headBytes = 8;
const checksumBytes = 4;

function tooLarge(bytes: number, limit: number): GatewayError {
  return new GatewayError(
    "TOO_LARGE",
    `A frame of the video has ${bytes} bytes as PNG; the limit is ${limit} (MAX_IMAGE_BYTES).`,
  );
}
