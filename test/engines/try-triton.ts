import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { packageRoot } from "../../providers/package-root.ts";
import { readTowers } from "../../providers/onnx/layout/read-towers.ts";
import {
  embed,
  fixtures,
  floats,
  furthest,
  type Golden,
  images,
  inputs,
  openImage,
  openText,
  readJson,
  vectorsOf,
} from "../providers/onnx/tiny-models.ts";
import { freePort } from "../support/free-port.ts";
import { until } from "../support/processes.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

/** A gateway before a real Triton: `tsx test/engines/try-triton.ts PYTHON`, which has requirements.txt. */
const [python = "python3"] = process.argv.slice(2);

const directories = {
  clip: join(fixtures, "clip"),
  siglip: join(fixtures, "siglip"),
  mini: join(packageRoot(), "models/embedded"),
};
type Name = keyof typeof directories;
const [http, grpc, metrics] = await Promise.all([freePort(), freePort(), freePort()]);

let triton = await startTriton();
const gateway = await startTestGateway({
  LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
  LOCAL_MODELS: `me/clip=${directories.clip},me/siglip=${directories.siglip},here/clip=${directories.clip}`,
  ENGINES: [
    `mini=oip+http://127.0.0.1:${http}/mini_vision,mini_text`,
    `me/clip=oip+grpc://127.0.0.1:${grpc}/clip_vision,clip_text`,
    `me/siglip=oip+http://127.0.0.1:${http}/siglip_vision,`,
    `me/siglip=oip+grpc://127.0.0.1:${grpc}/,siglip_text`,
  ].join(),
});
try {
  for (const [model, name] of [
    ["parallax/mini", "mini"],
    ["me/clip", "clip"],
    ["me/siglip", "siglip"],
  ] as const) {
    await sameAsHere(model, name);
  }
  await joinsCalls();
  await comesBack();
} finally {
  await gateway.close();
  if (triton.exitCode === null && triton.signalCode === null) {
    kill(triton);
  }
}

async function sameAsHere(model: string, name: Name): Promise<void> {
  const towers = await readTowers(directories[name]);
  const texts = await embedTexts(model, inputs.texts);
  const pictures = await embedImages(model, images);
  near(texts, await embed(await openText(towers.text!), inputs.texts), 1e-5);
  near(pictures, await embed(await openImage(towers), images), 1e-5);
  if (name !== "mini") {
    const golden = await readJson<Golden>(`${name}/golden.json`);
    near(texts, vectorsOf(golden, golden.texts), 1e-4);
    near(pictures, vectorsOf(golden, golden.images!), 1e-4);
  }
  done(
    `${model} at Triton embeds as onnxruntime does here${name === "mini" ? "" : ", and as its reference"}`,
  );
}

/** Requests of one image each, a little apart, so that each is a call of its own. */
async function joinsCalls(): Promise<void> {
  const before = await counts("clip_vision");
  const answers = images.map(async (image, i) => {
    await new Promise((resolve) => setTimeout(resolve, 5 * i));
    return embedImages("me/clip", [Buffer.concat([image, Buffer.from("another")])]);
  });
  await Promise.all(answers);
  const after = await counts("clip_vision");
  const [rows, runs] = [after.rows - before.rows, after.runs - before.runs];
  assert.equal(rows, images.length);
  assert(runs < rows, `${rows} images were ${runs} executions`);
  done(`Triton ran ${rows} calls in ${runs} executions`);
}

async function comesBack(): Promise<void> {
  kill(triton);
  await once(triton, "exit");
  const refused = await post(
    gateway,
    `{ embedTexts(texts: ["gone"], model: "me/clip") { base64 } }`,
  );
  assert.deepEqual(
    refused.errors!.map(({ extensions: { code, retryable } }) => [code, retryable]),
    [["MODEL_UNAVAILABLE", true]],
  );
  assert.equal(await status("me/clip"), "FAILING");
  for (const other of ["parallax/mini", "me/siglip"]) {
    await until(async () => (await status(other)) === "FAILING");
  }
  done("a Triton that was killed is FAILING");

  const data = await answer(
    `query ($image: ImageInput!) {
      classify(image: $image, labels: ["a", "b"], route: { cloud: false }) { model { id } }
    }`,
    { image: sent(images[0]!) },
  );
  assert.equal(data.classify.model.id, "here/clip");
  done("another model answers meanwhile");

  triton = await startTriton();
  await until(async () => (await status("me/clip")) === "READY");
  await until(async () => (await status("parallax/mini")) === "READY");
  assert.equal((await embedTexts("me/clip", ["back"])).length, 1);
  done("it is asked again when it is back");
}

/** Serves all towers, at the same ports each time. */
async function startTriton(): Promise<ChildProcess> {
  const models = Object.entries(directories).flatMap(([name, directory]) =>
    ["text", "vision"].map((tower) => `${name}_${tower}=${directory}/onnx/${tower}_model.onnx`),
  );
  const script = join(import.meta.dirname, "triton.py");
  const ports = ["--http", http, "--grpc", grpc, "--metrics", metrics].map(String);
  const child = spawn(python, [script, ...ports, ...models], {
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: Triton has processes below it.
    detached: true,
  });
  let [out, err] = ["", ""];
  await new Promise<void>((resolve, reject) => {
    const fail = () => reject(new Error(`Triton did not start:\n${out}\n${err}`));
    const tooLate = setTimeout(fail, 120_000);
    // Triton writes there, too, and not only whole lines.
    child.stderr!.on("data", (chunk) => (err += chunk));
    child.stdout!.on("data", (chunk) => {
      out += chunk;
      if (/^ready$/m.test(out)) {
        clearTimeout(tooLate);
        resolve();
      }
    });
    child.on("exit", fail);
  });
  return child;
}

function kill({ pid }: ChildProcess): void {
  process.kill(-pid!, "SIGKILL");
}

async function counts(model: string) {
  const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
  const read = (name: string) =>
    Number(new RegExp(`^${name}\\{model="${model}",[^}]*\\} (\\d+)`, "m").exec(text)![1]);
  return { rows: read("nv_inference_count"), runs: read("nv_inference_exec_count") };
}

async function embedTexts(model: string, texts: readonly string[]): Promise<Float32Array[]> {
  const query = `query ($texts: [String!]!) { embedTexts(texts: $texts, model: "${model}") { base64 } }`;
  return vectorsIn((await answer(query, { texts })).embedTexts);
}

async function embedImages(model: string, list: readonly Uint8Array[]): Promise<Float32Array[]> {
  const query = `query ($list: [ImageInput!]!) { embedImages(images: $list, model: "${model}") { base64 } }`;
  return vectorsIn((await answer(query, { list: list.map(sent) })).embedImages);
}

async function status(model: string): Promise<string> {
  return (await answer(`{ model(id: "${model}") { availability { status } } }`)).model.availability
    .status;
}

async function answer(query: string, variables = {}) {
  const { data, errors } = await post(gateway, query, variables);
  assert.equal(errors, undefined);
  return data;
}

function sent(image: Uint8Array) {
  return { base64: Buffer.from(image).toString("base64") };
}

function vectorsIn(rows: readonly { readonly base64: string }[]): Float32Array[] {
  return rows.map(({ base64 }) => floats(base64));
}

function near(
  got: readonly Float32Array[],
  expected: readonly Float32Array[],
  tolerance: number,
): void {
  assert.equal(got.length, expected.length);
  const off = furthest(got, expected);
  assert(off <= tolerance, `off by ${off}`);
}

function done(what: string): void {
  console.log(`ok: ${what}`);
}
