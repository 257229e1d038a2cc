import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { create } from "../../../providers/remote/provider.ts";
import { hostingOf } from "../../../providers/remote/record.ts";
import { readConfig } from "../../../src/config/config.ts";
import { temporaryDirectory } from "../../src/commands/terminal.ts";
import { recording } from "../cloud-models.ts";

const least = {
  id: "acme/clip",
  url: "http://gpu:8000",
  dialect: "vllm",
  model: "openai/clip-vit-base-patch32",
  dimensions: 512,
};

async function file(content: unknown): Promise<string> {
  const path = join(await temporaryDirectory(), "models.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}
const read = async (...models: object[]) =>
  readConfig({ REMOTE_MODELS: await file({ models }) }).REMOTE_MODELS;

test("five fields say enough", async () => {
  expect(await read(least)).toMatchObject([
    { ...least, modalities: ["TEXT", "IMAGE"], encoding: "base64", prices: [] },
  ]);
  expect(readConfig({}).REMOTE_MODELS).toEqual([]);
});

describe("a mistake is told with its place, what is there and what was expected", () => {
  test.each<[object, string]>([
    [{ id: "two words" }, `models[0].id: expected letters, digits and`],
    [{ url: "gpu:8000" }, `models[0].url: expected an http(s) URL, not "gpu:8000"`],
    [{ url: "http://gpu:8000/v1" }, "expected the address without /v1: the dialect vllm adds"],
    [{ url: "http://gpu:8000/v1/embeddings" }, "the dialect vllm adds /v1/embeddings, not"],
    [{ url: "http://gpu:8000?a=b" }, "expected an address without ? and #"],
    [{ dialect: "tgi" }, `models[0].dialect: expected vllm, vllm-chat, vllm-cohere, nim, infinity`],
    [{ dimensions: 0 }, "models[0].dimensions: expected a whole number, 1 to 65536, not 0"],
    [{ dimensions: "512" }, `expected a whole number, 1 to 65536, not "512"`],
    [{ supportedDimensions: [256] }, "expected lengths of which the longest is 512, not [256]"],
    [{ modalities: ["AUDIO"] }, `models[0].modalities[0]: expected TEXT, IMAGE, not "AUDIO"`],
    [{ modalities: [] }, "models[0].modalities: expected a list, not []"],
    [{ languages: ["English"] }, `models[0].languages[0]: expected BCP 47 tags, not "English"`],
    [{ templates: ["a photo"] }, `models[0].templates[0]: expected {label} in it, not "a photo"`],
    [{ scoring: { activation: "RELU" } }, 'activation is "SOFTMAX", "SIGMOID" or "COSINE"'],
    [{ scoring: { activation: "SIGMOID", scale: 1 } }, "models[0].scoring.bias: expected a number"],
    [
      { prices: [{ modality: "TEXT", unit: "token", usd: -1 }] },
      "prices[0].usd: expected a number",
    ],
    [
      { prices: [{ modality: "IMAGE", unit: "token", usd: 1 }] },
      "prices[0].mostUnits: expected the most tokens that an image may have",
    ],
    [{ dimension: 512 }, `models[0]: there is no field "dimension"`],
    [{ extra: { VIDEO: {} } }, "models[0].extra"],
    [{ hosting: "EDGE" }, `models[0].hosting: expected LOCAL, CLOUD, not "EDGE"`],
    [{ maxCalls: 1.5 }, "models[0].maxCalls: expected a whole number, 1 or more, not 1.5"],
    [{ keyEnv: "A", keyFile: "b" }, "models[0].keyFile: expected no keyFile beside keyEnv"],
  ])("%j", async (change, expected) => {
    await expect(read({ ...least, ...change })).rejects.toThrow(expected);
  });

  test("of the file as a whole", async () => {
    const config = (REMOTE_MODELS: string) => () => readConfig({ REMOTE_MODELS });
    expect(config("/no/such.json")).toThrow(
      `REMOTE_MODELS is "/no/such.json": the file cannot be read (ENOENT)`,
    );
    expect(config(await file("{\n nonsense"))).toThrow("it is not valid JSON (line 2)");
    expect(config(await file([]))).toThrow("the file: expected an object with models, not []");
    expect(config(await file({ model: [] }))).toThrow(`there is no field "model"`);
    expect(config(await file({ models: [least, { ...least, dimensions: 0 }, {}] }))).toThrow(
      /models\[1\]\.dimensions.*\n.*models\[2\]\.id/,
    );
  });
});

describe("keys", () => {
  const secret = "sk-5e1f-very-secret";

  test.each<object>([
    { keyEnv: secret },
    { headers: { authorization: `Bearer ${secret}` } },
    { headers: { "x-key": `${secret}\n1` } },
    { key: secret },
    { url: `http://user:${secret}@gpu:8000` },
    { extra: [{ headers: { "x-key": secret } }] },
  ])("that are in the file itself, as in %j, are refused and not repeated", async (change) => {
    const said = await read({ ...least, ...change }).catch((error: Error) => error.message);
    expect(said).toContain("REMOTE_MODELS");
    expect(said).not.toContain(secret);
  });

  test("are read from a file beside it when the server starts, which must be there", async () => {
    const path = await file({ models: [{ ...least, keyFile: "keys/clip" }] });
    const open = () => create(recording(readConfig({ REMOTE_MODELS: path })).context);
    expect(open).toThrow(/REMOTE_MODELS: keyFile of acme\/clip: .*keys\/clip cannot be read/);
    await mkdir(join(path, "../keys"));
    await writeFile(join(path, "../keys/clip"), "\n");
    expect(open).toThrow("is empty");
    await writeFile(join(path, "../keys/clip"), `${secret}\n`);
    await open().close();
  });
});

test.each([
  ["http://localhost:8000", "LOCAL"],
  ["http://gpu:8000", "LOCAL"],
  ["http://10.1.2.3", "LOCAL"],
  ["http://172.31.0.1", "LOCAL"],
  ["http://[fd00::1]:80", "LOCAL"],
  ["http://[::ffff:192.168.0.1]", "LOCAL"],
  ["http://vllm.ml.svc.cluster.local", "LOCAL"],
  ["http://172.32.0.1", "CLOUD"],
  ["http://[2001:db8::1]", "CLOUD"],
  ["http://8.8.8.8", "CLOUD"],
  ["https://integrate.api.nvidia.com", "CLOUD"],
])(
  "a server at %s is %s: nothing leaves for a stranger's where clouds are forbidden",
  (url, hosting) => {
    expect(hostingOf(url)).toBe(hosting);
  },
);
