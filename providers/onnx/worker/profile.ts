import type { InferenceSession } from "onnxruntime-node";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NodesRun } from "./graph.ts";

/** A session's passes, as onnxruntime itself writes them down in a file. */
export interface Profile {
  /** What the session must be opened with. */
  readonly options: InferenceSession.SessionOptions;
  /**
   * Ends it and removes the file: later passes cost what they cost without.
   * @returns what ran until now; undefined where the file could not be written
   */
  end(session: InferenceSession): NodesRun | undefined;
  /** For a session that was not opened. */
  discard(): void;
}

/** @returns undefined where no file can be written: passes run all the same */
export function startProfile(): Profile | undefined {
  let directory: string;
  try {
    directory = mkdtempSync(join(tmpdir(), "parallax-profile-"));
  } catch {
    return undefined;
  }
  const discard = () => rmSync(directory, { recursive: true, force: true });
  return {
    options: { enableProfiling: true, profileFilePrefix: join(directory, "pass") },
    end(session) {
      try {
        session.endProfiling();
        // onnxruntime adds the time to its name.
        const [file] = readdirSync(directory);
        return countNodes(JSON.parse(readFileSync(join(directory, file!), "utf8")) as Event[]);
      } catch {
        return undefined;
      } finally {
        discard();
      }
    },
    discard,
  };
}

/** Of the Trace Event Format, as onnxruntime writes it. */
interface Event {
  readonly cat: string;
  readonly name: string;
  readonly args?: { readonly provider?: string };
}

function countNodes(events: readonly Event[]): NodesRun {
  const nodes: Record<string, number> = {};
  for (const { cat, name, args } of events) {
    if (cat === "Node" && name.endsWith("_kernel_time") && args?.provider) {
      nodes[args.provider] = (nodes[args.provider] ?? 0) + 1;
    }
  }
  return nodes;
}
