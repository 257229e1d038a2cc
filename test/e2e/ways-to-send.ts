import { expect } from "vitest";

/** A message shows all three ways to send a file, whole. */
export function expectWaysToSend(message: string): void {
  expect(message).toContain('{ "0": ["variables.image.upload"] }');
  expect(message).toContain('{ "base64": "…" }');
  expect(message).toContain('{ "url": "https://…" }');
}
