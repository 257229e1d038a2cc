import type { GatewayRequestError } from "../../../packages/client/src/requests.ts";
import { progressView } from "../../../providers/onnx/index.ts";
import type { Terminal } from "../command.ts";
import type { OutRow } from "./rows.ts";

export interface EmbedProgress {
  row(row: OutRow): void;
  /** @param reason why nothing is answered now; undefined: something is */
  waits(reason: GatewayRequestError | undefined): void;
  end(): void;
}

/** Shorter waits are told by the rate alone. */
const longWaitMs = 5000;

/** @param total undefined where nobody knows */
export function embedProgress(
  { err }: Terminal,
  begun: { readonly done: number; readonly failed: number; readonly total: number | undefined },
  now: () => number = () => performance.now(),
): EmbedProgress {
  const { total } = begun;
  let { done, failed } = begun;
  let waitsSince: number | undefined;
  let told = false;
  const view = progressView<{ done: number; total: number }>(
    err,
    ({ done, total }, { perSecond, left }) => {
      const percent = total > 0 ? ` of ${count(total)} (${Math.floor((100 * done) / total)}%)` : "";
      const rate = perSecond > 0 ? `, ${short(perSecond)}/s` : "";
      const failures = failed > 0 ? `, ${count(failed)} failed` : "";
      return `${count(done)}${percent}${rate}${failures}${left === undefined ? "" : `, ${left} left`}`;
    },
    now,
  );
  const show = () => view.update({ done, total: total ?? 0 });
  // On a terminal the progress bar stands on the line.
  const say = (line: string) => err.write(`${err.isTTY ? "\r\u001b[K" : ""}${line}\n`);
  show();
  return {
    row({ error }) {
      done++;
      failed += Number(error !== undefined);
      show();
    },
    waits(reason) {
      if (!reason) {
        if (told) {
          say("The gateway answers again.");
        }
        told = false;
        waitsSince = undefined;
        return;
      }
      waitsSince ??= now();
      if (!told && now() - waitsSince >= longWaitMs) {
        told = true;
        say(`Waiting: ${reason.message}`);
      }
    },
    end: () => view.end(),
  };
}

const count = (value: number) => value.toLocaleString("en-US");

const short = (value: number) => (value < 10 ? value.toFixed(1) : count(Math.round(value)));
