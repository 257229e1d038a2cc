import { validateHeaderValue } from "node:http";
import { z } from "zod";

/**
 * `name: value`, one per line, or separated by `;` on a line alone. Names in lower case, as gRPC
 * wants them. Messages never repeat a value.
 */
export function headers() {
  return z.string().transform((text, context) => {
    const read: Record<string, string> = {};
    const lines = text.split(/[\r\n]/.test(text.trim()) ? /\r?\n|\r/ : ";");
    for (const line of lines.map((each) => each.trim()).filter(Boolean)) {
      const [, name = "", value = ""] = /^([^:]*?)\s*:\s*(.*)$/.exec(line) ?? [];
      const problem = problemOf(name.toLowerCase(), value);
      if (problem !== undefined) {
        context.addIssue({ code: "custom", message: problem });
      }
      read[name.toLowerCase()] = value;
    }
    return read;
  });
}

function problemOf(name: string, value: string): string | undefined {
  // What has no colon may be a secret as a whole.
  if (!/^[a-z\d!#$%&'*+.^_`|~-]+$/.test(name) || value === "") {
    return "expected headers such as authorization: Bearer …, one per line or separated by ;";
  }
  if (/^(grpc-|content-|transfer-)|^(host|connection|te|upgrade)$|-bin$/.test(name)) {
    return `the header ${name} belongs to the protocol and cannot be set`;
  }
  try {
    validateHeaderValue(name, value);
    return undefined;
  } catch {
    return `the value of ${name} has a character that no header may have`;
  }
}
