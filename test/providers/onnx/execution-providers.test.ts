import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { embedded } from "../../../models/catalog/embedded.ts";
import { dot, normalize } from "../../../models/vector/vector.ts";
import {
  checkExecutionProviders,
  logFirstPass,
  tryExecutionProvider,
} from "../../../providers/onnx/execution-providers.ts";
import { create } from "../../../providers/onnx/provider.ts";
import type { Row } from "../../../providers/provider.ts";
import { readConfig } from "../../../src/config/config.ts";
import { describeUnless } from "../../support/needs.ts";
import { childrenOf } from "../../support/processes.ts";
import { noSoftwareGpu, useSoftwareGpu } from "../../support/software-gpu.ts";

/** A log that can be read. */
function listeningLog() {
  const said: (object & { level: string; message: string })[] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void said.push({ level, ...fields, message });
  return { said, log: { info: at("info"), warn: at("warn"), error: at("error") } };
}

describe("EXECUTION_PROVIDERS", () => {
  it("with the CPU alone starts no process", async () => {
    const before = childrenOf(process.pid);
    const checked = checkExecutionProviders(["cpu"]);
    expect(childrenOf(process.pid)).toEqual(before);
    await checked;
  });

  it("that names what has no library here is refused, with what can be used", async () => {
    await expect(checkExecutionProviders(["cuda", "cpu"])).rejects.toThrow(
      /^EXECUTION_PROVIDERS names cuda, which onnxruntime cannot use here: .+\. It can use: cpu.*\. Leave cuda out, or install what it needs\.$/,
    );
  });

  // Of these onnxruntime-node says nothing: it runs the rest of the list.
  it.each([[["cudaa", "cpu"]], [["cpu", "CUDAExecutionProvider"]]])(
    "%j is refused for its unknown name, with the known ones",
    async (names) => {
      await expect(checkExecutionProviders(names)).rejects.toThrow(
        /^EXECUTION_PROVIDERS names [cC]\w+, which this build of onnxruntime does not have\. It has: cpu, /,
      );
    },
  );

  it("that crashes the process it is tried in is a fault of its own", async () => {
    const before = childrenOf(process.pid);
    const trial = tryExecutionProvider("webgpu");
    const child = childrenOf(process.pid).find((pid) => !before.includes(pid));
    process.kill(child!, "SIGSEGV");
    expect(await trial).toEqual({ fault: "the process that tried it ended (SIGSEGV)" });
  });

  it("that leaves its work to the CPU does not pass for usable", async () => {
    expect(await tryExecutionProvider("cpu")).toMatchObject({
      fault: "it leaves even a product of two small matrices to the CPU",
    });
  });
});

describe("the log of a loaded model", () => {
  const firstPass = (nodes: Record<string, number>, providers: readonly string[]) => {
    const { said, log } = listeningLog();
    logFirstPass(log, { id: "acme/clip" }, { type: "first pass", tower: "text", nodes }, providers);
    return said;
  };

  it("tells what runs it", () => {
    const nodes = { CUDAExecutionProvider: 412, CPUExecutionProvider: 9 };
    expect(firstPass(nodes, ["cuda", "cpu"])).toEqual([
      {
        level: "info",
        model: "acme/clip",
        tower: "text",
        executionProviders: nodes,
        message: "model loaded",
      },
    ]);
  });

  it("warns where the first of EXECUTION_PROVIDERS runs nothing", () => {
    expect(firstPass({ CPUExecutionProvider: 421 }, ["cuda", "cpu"])).toMatchObject([
      { level: "warn", message: expect.stringContaining("cuda runs nothing of it") },
    ]);
  });
});

describeUnless(noSoftwareGpu)("on a GPU", () => {
  useSoftwareGpu();

  it("a model gives the vectors it gives on the CPU, and says that the GPU runs it", async () => {
    const temporary = mkdtempSync(join(tmpdir(), "profiles-"));
    vi.stubEnv("TMPDIR", temporary);
    onTestFinished(() => rmSync(temporary, { recursive: true }));
    const { said, log } = listeningLog();
    const vectorOn = async (EXECUTION_PROVIDERS: string) => {
      // The first pass compiles a program for each kind of node, and is killed when it takes long.
      const settings = readConfig({ EXECUTION_PROVIDERS, REQUEST_TIMEOUT_MS: "100000" });
      const provider = await create({ settings, log });
      onTestFinished(() => provider.close());
      const options = { dimensions: embedded.dimensions, purpose: "QUERY" } as const;
      const { rows } = await provider.embed(embedded, [{ modality: "TEXT", text: "a" }], options);
      return normalize((rows[0] as Row).vector.slice());
    };

    const onCpu = await vectorOn("cpu");
    expect(said).toEqual([]);
    expect(dot(await vectorOn("webgpu,cpu"), onCpu)).toBeGreaterThan(0.9999);
    const executionProviders = expect.objectContaining({
      WebGpuExecutionProvider: expect.any(Number),
    });
    expect(said).toMatchObject([
      {
        level: "info",
        model: embedded.id,
        tower: "text",
        executionProviders,
        message: "model loaded",
      },
    ]);
    expect(readdirSync(temporary)).toEqual([]);
  }, 240_000);
});
