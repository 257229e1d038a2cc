import asc from "assemblyscript/asc";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Compiles the AssemblyScript of this repository; CI fails when a compiled file is stale. */
const sources = [
  "models/vector/assembly/products.ts",
  "providers/onnx/worker/images/assembly/pixels.ts",
];

for (const source of sources) {
  const target = source.replace("/assembly/", "/generated/");
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, wrapped(source, await compile(source)));
}

/** @throws Error with what the compiler says */
async function compile(source: string): Promise<Uint8Array> {
  let compiled: Uint8Array | undefined;
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"];
  const { error, stderr } = await asc.main([source, "--outFile", "module.wasm", ...options], {
    writeFile: (_, contents) => {
      compiled = contents as Uint8Array;
    },
  });
  if (error || !compiled) {
    throw new Error(`${source} does not compile.\n${stderr.toString()}`, { cause: error });
  }
  return compiled;
}

/** The module inside a file of TypeScript: it is found from the sources and from dist/ alike. */
function wrapped(source: string, module: Uint8Array): string {
  return `// Made by \`npm run generate\` from ${source}. Do not edit.

/** In base64. */
export const module =
  "${Buffer.from(module).toString("base64")}";
`;
}
