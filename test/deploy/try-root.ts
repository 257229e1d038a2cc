import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/free-port.ts";
import { childrenOf, modelProcessesOf, until } from "../support/processes.ts";
import { post } from "../support/start-gateway.ts";

/** Tries what deploy/build-root.sh made: `tsx test/deploy/try-root.ts DIRECTORY`, as root. */
const [root = ""] = process.argv.slice(2);
const photos = "src/pages/photos";
const dockerfile = readFileSync("Dockerfile", "utf8");

const models = mkdtempSync(join(tmpdir(), "parallax-models-"));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const run = ["deploy/run-root.sh", root, models];
const quiet = ["pipe", "inherit", "inherit"] as const;
const settings = [`PORT=${port}`, "ALLOW_ANONYMOUS=true", "LOG_LEVEL=warn"];
const container = spawn(run[0]!, [...run.slice(1), ...settings], { stdio: [...quiet] });
const ended = once(container, "exit");
void ended.then(() => rmSync(models, { recursive: true, force: true }));
try {
  await tryIt();
} finally {
  // unshare takes the whole container along.
  container.kill("SIGKILL");
}

async function tryIt(): Promise<void> {
  const open = spawnSync(run[0]!, [...run.slice(1), "PORT=0"], { encoding: "utf8" });
  assert.equal(open.status, 1);
  assert.match(open.stderr, /ALLOW_ANONYMOUS=true/);
  done("does not start without keys");

  await until(() => fetch(`${url}/health`).then(({ ok }) => ok, failed));
  await until(async () => (await fetch(`${url}/ready`)).status === 200);
  done("is ready");

  const [server] = childrenOf(container.pid!);
  assert(server !== undefined);
  const worker = modelProcessesOf(server)[0]!;
  for (const pid of [server, worker]) {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    assert.match(status, /^Uid:\s+10001\s+10001\s+10001\s+10001$/m);
    assert.match(status, /^CapEff:\s+0+$/m);
    assert.match(status, /^CapBnd:\s+0+$/m);
    assert.match(status, /^NoNewPrivs:\s+1$/m);
    assert.match(readFileSync(`/proc/${pid}/mountinfo`, "utf8"), / \/ ro[, ]/);
  }
  done("runs as a user without rights on a read-only root, and so does its model");

  const [, check] = /HEALTHCHECK[^]*?CMD (\[.*\])\n/.exec(dockerfile)!;
  const [program, ...args] = JSON.parse(check!) as string[];
  const inside = [`${root}/usr/local/bin/${program}`, ...args] as const;
  const health = (at: number) =>
    spawnSync(inside[0], inside.slice(1), { env: { PORT: `${at}` } }).status;
  assert.equal(health(port), 0);
  assert.equal(health(await freePort()), 1);
  done("passes the image's health check, and nothing else does");

  const text = await post({ url }, `{ embedText(text: "a cat") { dimensions } }`);
  assert.deepEqual(text.data, { embedText: { dimensions: 512 } });
  done("embeds a text");

  const form = new FormData();
  const query = `query ($image: Upload!) {
    classify(image: { upload: $image }, labels: ["a cat", "a dog"]) { best { label } }
  }`;
  form.set("operations", JSON.stringify({ query, variables: { image: null } }));
  form.set("map", JSON.stringify({ 0: ["variables.image"] }));
  form.set("0", new Blob([readFileSync(`${photos}/cat.jpg`)]), "cat.jpg");
  const headers = { "apollo-require-preflight": "true" };
  const answer = await fetch(`${url}/graphql`, { method: "POST", body: form, headers });
  assert.deepEqual(await answer.json(), { data: { classify: { best: { label: "a cat" } } } });
  done("classifies an uploaded photo");

  const video = { base64: readFileSync(`${photos}/scenes.mp4`).toString("base64") };
  const { data, errors } = await post(
    { url },
    `query ($video: VideoInput!) { embedVideo(video: $video) { segments { startOffsetSec } } }`,
    { video },
  );
  assert.equal(errors, undefined);
  assert(data.embedVideo.segments.length > 0);
  done("embeds a video by its own ffmpeg");

  for (const path of ["/app/a", "/usr/a", "/etc/a"]) {
    const touch = ["--target", `${server}`, "--mount", "--root", "touch", path];
    assert.notEqual(spawnSync("nsenter", touch).status, 0, `${path} can be written`);
  }
  execFileSync("nsenter", ["--target", `${server}`, "--mount", "--root", "touch", "/tmp/a"]);
  done("can write nothing but /tmp and /models");

  process.kill(server, "SIGTERM");
  assert.deepEqual(await ended, [0, null]);
  done("ends on SIGTERM with 0, as process 1");
}

async function failed(): Promise<boolean> {
  if (container.exitCode !== null) {
    throw new Error(`the gateway ended with ${container.exitCode}`);
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  return false;
}

function done(what: string): void {
  console.log(`ok: ${what}`);
}
