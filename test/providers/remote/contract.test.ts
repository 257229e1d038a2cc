import type { DialectName } from "../../../providers/remote/dialects.ts";
import { testCloud } from "../cloud-set-up.ts";
import { remote } from "./set-up.ts";

// Images alone in a conversation, in lists of their own, and in objects; requests.test.ts has the others.
const different: readonly DialectName[] = ["vllm", "vllm-cohere", "infinity", "sglang"];
for (const dialect of different) {
  testCloud(`A server that speaks ${dialect}`, remote(dialect, { maxInputs: 8 }), {});
}
