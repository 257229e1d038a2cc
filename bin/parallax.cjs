#!/usr/bin/env node
"use strict";
// The first file that runs, in syntax that a Node can read which is too old for all others.
const { existsSync } = require("fs");
const { join } = require("path");
const { engines } = require("../package.json");

const needed = engines.node.replace(">=", "");
const { node: present } = process.versions;

const start = async () => {
  // In a clone; a package that was installed holds what was built, and no sources.
  if (existsSync(join(__dirname, "..", "src", "cli.ts"))) {
    const { buildIfStale } = await import("../packages/build/build.js");
    await buildIfStale();
  }
  await import("../dist/src/cli.js");
};

const isOlder = ([major, minor], [thanMajor, thanMinor]) =>
  major < thanMajor || (major === thanMajor && minor < thanMinor);
const numbers = (version) => version.split(".").map(Number);

if (isOlder(numbers(present), numbers(needed))) {
  console.error(`Parallax needs Node ${needed} or newer; this is ${present}.`);
  process.exitCode = 1;
} else {
  start().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
