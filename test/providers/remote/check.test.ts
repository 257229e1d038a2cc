import { afterEach, describe, expect, test, vi } from "vitest";
import { startCheck } from "../../../providers/remote/check.ts";
import { recordOf } from "../../../providers/remote/record.ts";
import type { Server } from "../../../providers/remote/server.ts";
import type { DialectName } from "../../../providers/remote/dialects.ts";
import { errorOf, texts } from "../cloud-set-up.ts";
import { entry, type OpenedRemote, openRemote, until } from "./set-up.ts";

let opened: OpenedRemote | undefined;
const open = async (...of: Parameters<typeof openRemote>) => (opened = await openRemote(...of));
afterEach(() => opened?.close());

describe("before a model is READY, its server", () => {
  test("is asked for two inputs of each modality, in one call where that is possible", async () => {
    const { server, provider, model, embed } = await open("sglang", {}, {}, { checked: false });
    expect(provider.availability(model)).toMatchObject({ status: "FAILING" });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: true });
    expect(error.message).toContain("not answered the first check");
    await until(() => provider.availability(model).status === "READY");
    expect(server.requests.map(({ input }) => (input as unknown[]).length)).toEqual([2, 2]);
  });

  test("must make vectors of the length that the file says, and both numbers are told", async () => {
    const { provider, model, embed } = await open(
      "infinity",
      { dimensions: 64 },
      {},
      { checked: false },
    );
    const reason = () => provider.availability(model).reason ?? "";
    await until(() => !reason().includes("first check"));
    expect(reason()).toBe(
      "REMOTE_MODELS says that acme/clip has vectors of 64 dimensions; its server answered 32 for a text.",
    );
    expect((await errorOf(embed(texts(1)))).message).toContain("answered 32");
  });

  test("must make each length that it is said to make", async () => {
    const { provider, model } = await open(
      "vllm",
      { supportedDimensions: [8, 32] },
      {},
      { checked: false },
    );
    await until(() => /refused the input/.test(provider.availability(model).reason ?? ""));
  });

  test("must see images: text that is made of their bytes is no embedding of them", async () => {
    // NIM's form at a server that takes every string for text.
    const { provider, model } = await open("nim", {}, {}, { checked: false, speaks: "sglang" });
    await until(() => /does not see images/.test(provider.availability(model).reason ?? ""));
  });

  test("must have a key where the file names one, and is not asked without", async () => {
    const { provider, model, server, embed } = await open(
      "vllm",
      { keyEnv: "PARALLAX_TEST_NO_SUCH_KEY" },
      {},
      { checked: false },
    );
    expect(provider.availability(model)).toMatchObject({
      status: "NEEDS_CREDENTIALS",
      howToEnable: "Set PARALLAX_TEST_NO_SUCH_KEY to its key and restart.",
    });
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "MODEL_UNAVAILABLE",
      retryable: false,
    });
    expect(server.requests).toHaveLength(0);
  });
});

test("a check that fails is repeated until the server answers, and then no more", async () => {
  const model = recordOf(entry({ modalities: ["TEXT"] }));
  const vector = () => ({ vector: new Float32Array(32).fill(1) });
  const embed = vi
    .fn<Server["embed"]>()
    .mockRejectedValueOnce(new Error("down"))
    .mockResolvedValueOnce({ rows: [new Error("no"), vector()] })
    .mockResolvedValue({ rows: [vector(), vector()] });
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const check = startCheck(model, { embed } as Partial<Server> as Server, log, 1);
  await until(() => check.trouble() === undefined);
  expect(embed).toHaveBeenCalledTimes(3);
  expect(log.warn).toHaveBeenCalledTimes(2);
  check.close();
});

test("what a server says, keys and texts are in no log and no message", async () => {
  const { server, embed, logged } = await open("vllm", { headers: { "x-team": "s3cret-team" } });
  const secret = "my private diary entry of today";
  server.faults.always({ status: 501, message: `${server.key} s3cret-team /srv/x ${secret}` });
  const error = await errorOf(embed([{ modality: "TEXT", text: secret }]));
  expect(error.message).toBe("acme/clip's server failed (status 501).");
  const log = JSON.stringify(logged);
  expect(log).toContain("/srv/x");
  expect(log).not.toMatch(new RegExp(`${server.key}|s3cret-team|diary`));
});

test.each<[DialectName, number, string, string]>([
  ["vllm", 401, "MODEL_UNAVAILABLE", "check PARALLAX_TEST_REMOTE_KEY"],
  ["infinity", 404, "MODEL_UNAVAILABLE", "check url and model in REMOTE_MODELS"],
  ["sglang", 413, "TOO_LARGE", "larger than acme/clip's server takes"],
])("%s that answers %i is %s, with what to check", async (dialect, status, code, hint) => {
  const { server, embed } = await open(dialect);
  server.faults.always({ status });
  const { rows } = await embed(texts(1)).catch((error: unknown) => ({ rows: [error] }));
  expect(rows[0]).toMatchObject({ code, message: expect.stringContaining(hint) });
});
