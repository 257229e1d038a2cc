import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { GatewayError } from "../../../models/errors.ts";
import type { Row } from "../../../providers/provider.ts";
import type { Fault } from "../../servers/faults.ts";
import { startVertex } from "../../servers/vertex.ts";
import { multimodal } from "../cloud-models.ts";
import { canvas, errorOf, text, texts } from "../cloud-set-up.ts";
import { setUp } from "./set-up.ts";

const { it, open, embed } = setUp();

const noToken = "Getting metadata from plugin failed with error:";

describe("a failing service", () => {
  const cases: [Fault, string, boolean][] = [
    [{ status: 2 }, "PROVIDER_FAILED", true],
    [{ status: 2, message: `${noToken} invalid_grant` }, "MODEL_UNAVAILABLE", false],
    [{ status: 2, message: `${noToken} getaddrinfo ENOTFOUND` }, "PROVIDER_FAILED", true],
    [{ status: 4 }, "TIMEOUT", true],
    [{ status: 5 }, "MODEL_UNAVAILABLE", false],
    [{ status: 7 }, "MODEL_UNAVAILABLE", false],
    [{ status: 8, retryAfter: "0" }, "OVERLOADED", true],
    [{ status: 12 }, "PROVIDER_FAILED", false],
    [{ status: 13 }, "PROVIDER_FAILED", true],
    [{ status: 14 }, "PROVIDER_FAILED", true],
    [{ status: 16 }, "MODEL_UNAVAILABLE", false],
    ["drop", "PROVIDER_FAILED", true],
    ["truncated body", "PROVIDER_FAILED", true],
    ["fewer rows", "PROVIDER_FAILED", false],
  ];
  for (const [fault, code, retryable] of cases) {
    test(`${JSON.stringify(fault)} is ${code}`, async () => {
      it.server.faults.always(fault);
      expect(await errorOf(embed(texts(1)))).toMatchObject({ code, retryable });
      expect(it.server.requests).toHaveLength(retryable ? 3 : 1);
    });
  }

  test("is asked again when that can help, and the neighbours' rows are right", async () => {
    it.server.faults.add({ status: 14 }, "drop", "truncated body");
    const { rows } = await embed(texts(6));
    expect(rows.map((row) => (row as Row).vector)).toEqual(
      texts(6).map((_, i) => it.server.vector(`text ${i}`, 128)),
    );
  });

  test("is not asked again before the delay it names", async () => {
    it.server.faults.add({ status: 8, retryAfter: "60" });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "OVERLOADED", retryAfterMs: 60_000 });
    expect(it.server.requests).toHaveLength(1);
  });

  test("that refuses an input says which kind, and fails no other", async () => {
    const inputs = [
      text("fine"),
      text(""), // the server refuses empty texts
      {
        modality: "IMAGE",
        bytes: (await canvas(60, 60).png().toBuffer()).subarray(0, 70),
      } as const,
      { modality: "IMAGE", bytes: Buffer.from("no image") } as const,
    ];
    const { rows } = await embed(inputs);
    expect((rows[0] as Row).vector).toEqual(it.server.vector("fine", 128));
    expect(rows.slice(1).map((row) => (row as GatewayError).code)).toEqual([
      "BAD_INPUT",
      "IMAGE_UNREADABLE",
      "IMAGE_UNREADABLE",
    ]);
  });

  test("that hangs is given up at the deadline", async () => {
    await embed(texts(1)); // connects
    it.server.faults.add("hang");
    const cancelled = it.server.faults.until("cancelled");
    await it.provider.close();
    open({ REQUEST_TIMEOUT_MS: 600 });
    expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "TIMEOUT" });
    await cancelled;
  });

  test("loses its call when the caller goes, queued or sent", async () => {
    it.server.faults.always("hang");
    const caller = new AbortController();
    const hanging = it.server.faults.until("hanging");
    const cancelled = it.server.faults.until("cancelled");
    const call = errorOf(embed(texts(20), { signal: caller.signal }));
    await hanging;
    caller.abort(new Error("gone"));
    expect((await call).message).toBe("gone");
    await cancelled;
    it.server.faults.always(undefined);
    const { rows } = await embed(texts(1));
    expect((rows[0] as Row).vector).toEqual(it.server.vector("text 0", 128));
    expect(it.server.requests.length).toBeLessThanOrEqual(9);
  });

  test("is left alone after five failures, said to be FAILING, and tried again later", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    it.server.faults.always({ status: 12 });
    for (let i = 0; i < 5; i++) {
      expect(it.provider.availability(multimodal)).toEqual({ status: "READY" });
      expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "PROVIDER_FAILED" });
    }
    expect(it.provider.availability(multimodal)).toMatchObject({ status: "FAILING" });
    expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "MODEL_UNAVAILABLE" });
    expect(it.server.requests).toHaveLength(5);
    vi.setSystemTime(Date.now() + 16_000);
    expect(it.provider.availability(multimodal)).toEqual({ status: "READY" });
    it.server.faults.always(undefined);
    expect((await embed(texts(1))).rows[0]).not.toBeInstanceOf(Error);
    expect(it.provider.availability(multimodal)).toEqual({ status: "READY" });
  });

  test("says nothing of itself to clients, and no text to the log", async () => {
    const secret = "my private diary entry";
    it.server.faults.always({ status: 13, message: `internal: /srv/x ${secret}` });
    const error = await errorOf(embed([text(secret)]));
    expect(error.message).not.toMatch(/srv|diary/);
    const log = JSON.stringify(it.record.logged);
    expect(log).toContain("13 internal: /srv/x …");
    expect(log).not.toContain("diary");
  });

  test("that wants a token gets a clear answer, and no crash comes of it", async () => {
    await it.server.close();
    it.server = await startVertex({ requireAuth: true });
    open();
    expect(await errorOf(embed(texts(1)))).toMatchObject({ code: "MODEL_UNAVAILABLE" });
    expect(it.provider.availability(multimodal)).toMatchObject({ status: "FAILING" });
  });

  test("is not asked with credentials that do not work", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "parallax-")), "key.json");
    await writeFile(file, "{}");
    open({
      VERTEX_INSECURE: false,
      GOOGLE_CLOUD_PROJECT: "p",
      GOOGLE_APPLICATION_CREDENTIALS: file,
    });
    expect(it.provider.availability(multimodal)).toEqual({ status: "READY" });
    const error = await errorOf(embed(texts(1)));
    expect(error).toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
    expect(error.message).not.toContain(file);
    expect(it.provider.availability(multimodal)).toMatchObject({ status: "FAILING" });
    expect(it.server.requests).toHaveLength(0);
    await rm(dirname(file), { recursive: true });
  });

  test("is not there at all", async () => {
    await it.server.close();
    expect(await errorOf(embed(texts(1)))).toMatchObject({
      code: "PROVIDER_FAILED",
      retryable: true,
    });
    it.server = await startVertex(); // for afterEach
  });
});
