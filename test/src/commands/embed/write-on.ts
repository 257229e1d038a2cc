import { head, fingerprint } from "./sink-head.ts";
import { openSink } from "../../../../src/commands/embed/sink.ts";

/** Writes blocks of seven rows until it is killed; says so when some are there. */
const sink = await openSink(process.argv[2]!, head, { fingerprint });
for (;;) {
  const keys = Array.from({ length: 7 }, (_, i) => String(sink.done + i));
  await sink.write(
    keys.map((key) => ({ key, vector: new Float32Array(head.dimensions), truncated: false })),
  );
  if (sink.done === 70) {
    process.stdout.write("70 rows\n");
  }
}
