import { GatewayError } from "../models/errors.ts";

/**
 * Whether work failed because the machine had no memory left for it, by what libvips, its decoders,
 * onnxruntime and V8 say then. What a decoder refuses by a limit of its own is the file's fault.
 */
export function isMemoryShortage(error: unknown): boolean {
  const said = error instanceof Error ? error.message : String(error);
  return shortage.test(said) && !/\blimit/i.test(said);
}

/** Not blamed on the input: later, or somewhere else, it may go through. */
export function memoryShortage(cause: unknown): GatewayError {
  const message = "The server has too little memory for this now. Try again later.";
  return new GatewayError("PROVIDER_FAILED", message, { cause });
}

const shortage =
  /out of memory|(?:insufficient|not enough) memory|allocate .*memory|memory allocation|allocation failed|failed to allocate|bad.alloc/i;
