import type { Fault } from "./fault.ts";
import { provoke } from "./provoke.ts";

const embedTexts = `query ($texts: [String!]!) { embedTexts(texts: $texts) { base64 } }`;

/** Bodies that are large, deep or senseless. */
export const bodies: Fault = {
  async run(rig) {
    const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    const operation = (variables: string) =>
      `{"query":${JSON.stringify(embedTexts)},"variables":${variables}}`;
    await provoke(rig, "no JSON", "{");
    await provoke(rig, "null", "null");
    await provoke(rig, "deep JSON", operation(`{"texts":["a"],"other":${deep(500_000)}}`));
    await provoke(rig, "deep JSON as a text", operation(`{"texts":${deep(100_000)}}`));
    await provoke(rig, "a million operations", `[${"{},".repeat(1_000_000)}{}]`);
    await provoke(rig, "a million variables", operation(`{${manyNames(500_000)}}`));
    await provoke(rig, "a text of 30 MB", operation(`{"texts":["${"x".repeat(30_000_000)}"]}`));
    await provoke(rig, "a body of 40 MB", operation(`{"texts":["${"x".repeat(40_000_000)}"]}`));
    await provoke(rig, "too many texts", {
      query: embedTexts,
      variables: { texts: Array.from({ length: 200_000 }, (_, i) => `text ${i}`) },
    });
  },
};

function manyNames(count: number): string {
  return Array.from({ length: count }, (_, i) => `"n${i}":0`).join(",");
}
