/** What every module of ours needs: its memory is laid out by who calls it. */

/** A fresh instance of a module, with a linear memory of its own. @param module in base64 */
export function instantiate<Exports>(module: string): Exports {
  const bytes = Buffer.from(module, "base64");
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports;
}

/**
 * Places of these sizes in a linear memory, in bytes, each with room for the 16 that are read or
 * written at once behind its end. What was there before is garbage. The memory never shrinks: callers
 * copy in a part of their data at a time, and not all of it.
 */
export function allot<Sizes extends number[]>(
  memory: WebAssembly.Memory,
  ...sizes: Sizes
): { [I in keyof Sizes]: number } {
  let end = 0;
  const places = sizes.map((size) => {
    const place = end;
    end = Math.ceil((end + size + 16) / 16) * 16;
    return place;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) {
    memory.grow(Math.ceil(missing / 65_536));
  }
  return places as { [I in keyof Sizes]: number };
}
