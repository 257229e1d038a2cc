import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../providers/package-root.ts";
import { listening } from "./support/processes.ts";

/**
 * node dist/test/smoke.js <command> [argument…]: starts a gateway by that command and tries what
 * depends on the Node it runs on and on the files it was installed from. Ends with an error when
 * something does not work. With PAGES=none the pages are expected to be missing.
 */
const [command, ...args] = process.argv.slice(2);
const server = spawn(command!, args, {
  env: { ...process.env, PORT: "0", HOST: "127.0.0.1" },
  stdio: ["ignore", "pipe", "inherit"],
  // A group of its own: npx starts a shell, which hands no signals on.
  detached: true,
});
try {
  const url = await listening(server);
  await tryAll(url);
  const ended = once(server, "exit");
  process.kill(-server.pid!, "SIGTERM");
  const [code] = await ended;
  // npm itself does not outlive the signal.
  expect("the exit code after SIGTERM", code, /^np[mx]$/.test(command!) ? null : 0);
  console.log(`${args.at(-1) ?? command}: started, answered and ended`);
} finally {
  killLeft();
}

async function tryAll(url: string): Promise<void> {
  const text = await ask(
    url,
    JSON.stringify({ query: '{ embedText(text: "a cat") { dimensions } }' }),
  );
  expect("dimensions", text.data?.embedText.dimensions, 512);

  const query = `query ($image: ImageInput!) {
    classify(image: $image, labels: ["a cat", "a rocket"]) { best { label } }
  }`;
  const form = new FormData();
  form.set("operations", JSON.stringify({ query, variables: { image: { upload: null } } }));
  form.set("map", JSON.stringify({ cat: ["variables.image.upload"] }));
  form.set(
    "cat",
    new Blob([readFileSync(join(packageRoot(), "src/pages/photos/cat.jpg"))]),
    "cat.jpg",
  );
  const photo = await ask(url, form);
  expect("the best label", photo.data?.classify.best.label, "a cat");

  expect("/ready", (await fetch(`${url}/ready`)).status, 200);
  for (const page of ["/", "/graphql", "/compare"]) {
    const answer = await fetch(url + page, { headers: { accept: "text/html" } });
    expect(page, answer.status, process.env["PAGES"] === "none" ? 503 : 200);
  }
}

// Tests read whatever they asked for.
async function ask(url: string, body: string | FormData): Promise<any> {
  const headers: Record<string, string> = { "apollo-require-preflight": "true" };
  if (typeof body === "string") {
    headers["content-type"] = "application/json";
  }
  return (await fetch(`${url}/graphql`, { method: "POST", headers, body })).json();
}

function expect(what: string, is: unknown, expected: unknown): void {
  if (is !== expected) {
    throw new Error(`${what}: ${String(is)} instead of ${String(expected)}`);
  }
}

function killLeft(): void {
  try {
    process.kill(-server.pid!, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}
