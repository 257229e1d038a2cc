import { duration } from "../../shared/numbers.ts";
import { fieldsOf, numberOf, textOf } from "./read.ts";

/** What else the query asked for and fits a line: the model, the activation, how long it took. */
export function factsOf(value: unknown): string {
  const { model, activation, timing } = fieldsOf(value);
  const total = numberOf(fieldsOf(timing)["totalMs"]);
  return [
    textOf(fieldsOf(model)["id"]),
    textOf(activation)?.toLowerCase(),
    total === undefined ? undefined : duration(total),
  ]
    .filter((fact) => fact !== undefined)
    .join(" · ");
}
