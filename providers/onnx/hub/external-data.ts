import { readFile, stat } from "node:fs/promises";
import { posix } from "node:path";
import protobuf from "protobufjs";

/** What of onnx.proto says where tensors are; everything else is skipped. */
const onnx = protobuf.Root.fromJSON({
  nested: {
    ModelProto: { fields: { graph: { id: 7, type: "GraphProto" } } },
    GraphProto: { fields: { initializer: { id: 5, type: "TensorProto", rule: "repeated" } } },
    TensorProto: { fields: { externalData: { id: 13, type: "Entry", rule: "repeated" } } },
    Entry: { fields: { key: { id: 1, type: "string" }, value: { id: 2, type: "string" } } },
  },
});

interface ModelProto {
  graph?: { initializer?: { externalData?: { key: string; value: string }[] }[] };
}

/** A graph without its tensors has at most some megabytes; a larger file holds them itself. */
export function mayNameOthers(path: string, bytes = 0): boolean {
  return path.endsWith(".onnx") && bytes < 1 << 28;
}

/**
 * The files in which a graph keeps its tensors, as one over 2 GB must: paths in the repository of
 * `path`, whose content is at `file`. Their names are the exporter's, often one file a tensor, so
 * only the graph knows them. None where the file is no graph: who loads it will say so.
 */
export async function externalData(path: string, file: string): Promise<string[]> {
  if (!mayNameOthers(path, (await stat(file)).size)) {
    return [];
  }
  const { graph } = decode(await readFile(file));
  const entries = (graph?.initializer ?? []).flatMap((tensor) => tensor.externalData ?? []);
  const locations = entries.filter(({ key }) => key === "location").map(({ value }) => value);
  return [...new Set(locations)].map((location) => posix.join(posix.dirname(path), location));
}

function decode(content: Uint8Array): ModelProto {
  try {
    return onnx.lookupType("ModelProto").decode(content) as ModelProto;
  } catch {
    return {};
  }
}
