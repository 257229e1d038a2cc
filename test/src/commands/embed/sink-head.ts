import type { Head } from "../../../../src/commands/embed/rows.ts";

export const head: Head = {
  model: "test/model",
  space: "test-space",
  revision: "0f1e2d",
  dimensions: 3,
  purpose: "DOCUMENT",
};
export const fingerprint = "sha256:abc";
