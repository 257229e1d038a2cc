import { dialects, type DialectName } from "../../../providers/remote/dialects.ts";
import { testCloud } from "../cloud-set-up.ts";
import { remote } from "./set-up.ts";

for (const dialect of Object.keys(dialects) as DialectName[]) {
  testCloud(`A server that speaks ${dialect}`, remote(dialect, { maxInputs: 8 }), {});
}
