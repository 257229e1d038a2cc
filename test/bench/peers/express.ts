import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { embeddedDirectory } from "../embedded.ts";
import type { Peer } from "./peer.ts";

const directory = "test/bench/peers/express";

/** What a frontend team writes: Express and transformers.js, a pass for each request. */
export const express: Peer = {
  name: "Express + transformers.js",
  missing: () =>
    existsSync(`${directory}/node_modules`)
      ? undefined
      : `not installed: npm ci --prefix ${directory}`,
  model: { name: "included model", directory: embeddedDirectory },
  path: "/embed",
  mark: '{"embedding":[',
  command: (port) => ({
    program: process.execPath,
    arguments: ["server.js"],
    directory,
    environment: {
      PORT: String(port),
      MODELS: resolve(dirname(embeddedDirectory)),
      MODEL: basename(embeddedDirectory),
    },
  }),
  body: (text) => Buffer.from(JSON.stringify({ text })),
  read(answer) {
    const { embedding } = JSON.parse(answer) as { embedding: number[] };
    return { vector: Float32Array.from(embedding) };
  },
};
