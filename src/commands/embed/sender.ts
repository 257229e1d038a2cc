import { readFile, stat } from "node:fs/promises";
import {
  type Connection,
  embedImagesOnce,
  embedTextsOnce,
  GatewayRequestError,
  type Limits,
  type Outcome,
  type Weight,
} from "../../../packages/client/src/requests.ts";
import { withDeadline } from "../../../providers/resilience/deadline.ts";
import type { Head, Item, Items } from "./rows.ts";

export interface Sender {
  /** What an item adds to a request; an error where it need not be sent. */
  weigh(item: Item): Promise<Weight | GatewayRequestError>;
  /**
   * One request, sent once. Files are read now, and let go of with the answer.
   * @throws GatewayRequestError when it failed as a whole; the signal's reason
   */
  send(items: readonly Item[], signal: AbortSignal): Promise<readonly Outcome[]>;
}

export interface SenderOptions {
  readonly connection: Connection;
  readonly head: Pick<Head, "model" | "dimensions" | "purpose" | "language">;
  readonly modality: Items["modality"];
  readonly limits: Pick<Limits, "maxImageBytes" | "maxTextChars">;
  readonly timeoutMs: number;
}

export function createSender(sender: SenderOptions): Sender {
  const { connection, head, modality, limits, timeoutMs } = sender;
  const embed = (contents: readonly (string | Blob)[], signal: AbortSignal) =>
    withDeadline(
      timeoutMs,
      { signals: [signal], tooLate: () => tooLate(timeoutMs) },
      ({ signal }) =>
        modality === "TEXT"
          ? embedTextsOnce(connection, contents as readonly string[], { ...head, signal })
          : embedImagesOnce(connection, contents, { ...head, signal }),
    );
  return {
    weigh: (item) => weigh(item, limits).catch(unreadable),
    async send(items, signal) {
      const contents = await Promise.all(items.map((item) => contentOf(item).catch(unreadable)));
      const sendable = contents.filter((content): content is string | Blob => !isError(content));
      const answer = sendable.length > 0 ? await embed(sendable, signal) : [];
      const outcomes = answer.values();
      return contents.map((content) => (isError(content) ? content : outcomes.next().value!));
    },
  };
}

async function weigh(
  { source }: Item,
  { maxImageBytes, maxTextChars }: SenderOptions["limits"],
): Promise<Weight | GatewayRequestError> {
  if ("problem" in source) {
    return new GatewayRequestError(source.problem.message, source.problem);
  }
  if ("path" in source) {
    const found = await stat(source.path);
    if (!found.isFile()) {
      // To read a pipe may take for ever.
      return new GatewayRequestError("It is no file.", { code: "FILE_UNREADABLE" });
    }
    const { size } = found;
    // Else megabytes would go to the gateway only for it to say so.
    return size > maxImageBytes
      ? tooLarge(`The file has ${size} bytes; the limit is ${maxImageBytes} (MAX_IMAGE_BYTES).`)
      : { json: 20, file: size };
  }
  const text = "url" in source ? source.url : source.text;
  if ("text" in source && text.length > maxTextChars) {
    return tooLarge(
      `The text has ${text.length} characters; the limit is ${maxTextChars} (MAX_TEXT_CHARS).`,
    );
  }
  return { json: Buffer.byteLength(JSON.stringify(text)) + 10 };
}

async function contentOf({ source }: Item): Promise<string | Blob> {
  if ("path" in source) {
    return new Blob([await readFile(source.path)]);
  }
  return "url" in source ? source.url : "text" in source ? source.text : "";
}

function isError(content: unknown): content is GatewayRequestError {
  return content instanceof GatewayRequestError;
}

function tooLarge(message: string): GatewayRequestError {
  return new GatewayRequestError(message, { code: "TOO_LARGE" });
}

/** Of what the file system says. */
function unreadable(error: unknown): GatewayRequestError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === "ENOENT" ? "There is no such file." : message;
  return new GatewayRequestError(reason, { code: "FILE_UNREADABLE" });
}

function tooLate(ms: number): GatewayRequestError {
  return new GatewayRequestError(`No answer within ${ms / 1000} s (--timeout).`, {
    code: "TIMEOUT",
    retryable: true,
  });
}
