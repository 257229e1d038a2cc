import { existsSync } from "node:fs";
import { cp, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runModels } from "../../../src/commands/models.ts";
import { until } from "../../support/processes.ts";
import { fakePython } from "./fake-python.ts";
import { temporaryDirectory, testTerminal } from "./terminal.ts";

const clip = join(import.meta.dirname, "../../fixtures/tiny/clip");
const id = "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k";
const endpoint = "http://127.0.0.1:1";

/** `models export --from … --to …` with a Python that writes `result`. */
async function exportOwn(
  python: Partial<Parameters<typeof fakePython>[0]> = {},
  more: string[] = [],
) {
  const fake = await fakePython({ result: clip, ...python });
  const folder = await temporaryDirectory();
  const to = join(folder, "mine");
  const { terminal, said, pressCtrlC } = await testTerminal({ HF_ENDPOINT: endpoint });
  const args = ["--from", "team/fine-tune", "--to", to, "--python", fake.program, ...more];
  const run = () => runModels(["export", ...args], terminal);
  return { run, said, to, folder, pressCtrlC, calls: fake.calls };
}

describe("models export", () => {
  it("runs the exporter, tries what it wrote, and puts it in its place", async () => {
    const { run, said, to, folder, calls } = await exportOwn({}, ["--tool", "transformers"]);
    expect(await run()).toBe(0);
    expect(await calls()).toEqual([
      expect.stringMatching(
        /export\.py --from team\/fine-tune --to .*mine\.partial --tool transformers \(http:\/\/127/,
      ),
    ]);
    expect(said.out).toMatch(/vision_model\.onnx: ok, 12 dimensions/);
    expect(said.out).toContain(`LOCAL_MODELS=name=${to} serves it.`);
    expect(await readdir(folder)).toEqual(["mine"]);
    expect(await readdir(to)).toEqual(await readdir(clip));
  });

  it("tells the libraries of the exporter to send no usage data", async () => {
    const { run, calls } = await exportOwn();
    expect(await run()).toBe(0);
    expect(await calls()).toEqual([expect.stringMatching(/telemetry off: 11$/)]);
  });

  it("leaves nothing behind when the exporter fails", async () => {
    const { run, said, folder } = await exportOwn({ script: 3 });
    expect(await run()).toBe(1);
    expect(said.err).toMatch(/^The export failed \(.*python3 ended with exit code 3\)\.\n$/);
    expect(await readdir(folder)).toEqual([]);
  });

  it("leaves nothing behind when the gateway cannot use the result", async () => {
    const broken = await temporaryDirectory();
    await cp(clip, broken, { recursive: true });
    await writeFile(join(broken, "onnx/text_model.onnx"), "no graph");
    const { run, said, folder } = await exportOwn({ result: broken });
    expect(await run()).toBe(1);
    expect(said.out).toMatch(/text_model\.onnx: onnxruntime cannot load/);
    expect(await readdir(folder)).toEqual([]);
  });

  it("ends with Python on Ctrl-C, and leaves nothing behind", async () => {
    const { run, said, to, folder, pressCtrlC } = await exportOwn({ hangs: true });
    const running = run();
    await until(() => existsSync(`${to}.partial`));
    pressCtrlC();
    expect(await running).toBe(130);
    expect(said.err).toBe("Stopped.\n");
    expect(await readdir(folder)).toEqual([]);
  });

  it("replaces a directory only when it is told to, and clears up what was killed", async () => {
    const { run, said, to, folder } = await exportOwn();
    await mkdir(to);
    expect(await run()).toBe(1);
    expect(said.err).toContain("is there already. --force replaces it.");
    const forced = await exportOwn({}, ["--force"]);
    await mkdir(forced.to);
    await mkdir(`${forced.to}.partial`);
    expect(await forced.run()).toBe(0);
    expect(await readdir(forced.folder)).toEqual(["mine"]);
    expect(await readdir(folder)).toEqual(["mine"]);
    expect((await readdir(forced.to)).length).toBeGreaterThan(3);
  });

  it("checks the dimensions of a model of the catalog", async () => {
    const { program, calls } = await fakePython({ result: clip });
    const { terminal, said, home } = await testTerminal();
    expect(await runModels(["export", "ViT-bigG-14", "--python", program], terminal)).toBe(1);
    expect(await calls()).toEqual([expect.stringContaining(`--from ${id}`)]);
    expect(await calls()).toEqual([expect.stringContaining("--tool open_clip")]);
    expect(said.out).toContain("it gives 12 dimensions where 1280 are expected");
    expect(await readdir(join(home, "parallax/exports"))).toEqual([]);
  });

  it("is READY at once where it was exported before", async () => {
    const { terminal, said, home } = await testTerminal();
    const directory = join(home, "parallax/exports", id.replace("/", "--"));
    await mkdir(directory, { recursive: true });
    expect(await runModels(["export", id], terminal)).toBe(0);
    expect(said.out).toBe(`READY: ${id}\n  ${directory}\n`);
  });

  it.each([
    ["openai/clip-vit-base-patch16", /is published as ONNX files: `npm run models -- pull/],
    ["cohere/embed-v4.0", /needs no export/],
  ])("of %s tells that it need not be", async (name, reason) => {
    const { terminal, said } = await testTerminal();
    expect(await runModels(["export", name], terminal)).toBe(1);
    expect(said.err).toMatch(reason);
  });

  it.each([[[]], [["--from", "a"]], [["--to", "a"]], [["x", "--from", "a", "--to", "b"]]])(
    "with %j is wrong usage",
    async (args) => {
      const { terminal } = await testTerminal();
      expect(await runModels(["export", ...args], terminal)).toBe(2);
    },
  );
});

describe("the Python environment of the export", () => {
  /** Twice the same export; what the fake Python was asked. */
  async function exports(python: Partial<Parameters<typeof fakePython>[0]>, count = 2) {
    const fake = await fakePython({ result: clip, ...python });
    const folder = await temporaryDirectory();
    const { terminal, said, home } = await testTerminal({ PATH: fake.path });
    const codes = [];
    for (let i = 0; i < count; i++) {
      const args = ["--from", "a/b", "--to", join(folder, String(i))];
      codes.push(await runModels(["export", ...args], terminal));
    }
    return { codes, said, home, calls: await fake.calls() };
  }

  it("is made once, with the pinned requirements", async () => {
    const { codes, said, home, calls } = await exports({});
    expect(codes).toEqual([0, 0]);
    const venv = join(home, "parallax/export-venv");
    expect(calls).toEqual([
      expect.stringContaining("sys.version_info"),
      expect.stringContaining(`-m venv ${venv}`),
      expect.stringMatching(/-m pip install .*providers\/onnx\/export\/requirements\.txt/),
      expect.stringContaining("export.py --from a/b"),
      expect.stringContaining("export.py --from a/b"),
    ]);
    expect(said.err.match(/Making a Python environment/g)).toHaveLength(1);
    expect(said.err).toContain(venv);
  });

  it("is made anew when the installation failed", async () => {
    const { codes, said, calls } = await exports({ pip: 1 });
    expect(codes).toEqual([1, 1]);
    expect(said.err).toContain("packages could not be installed");
    expect(calls.filter((call) => call.includes("-m venv"))).toHaveLength(2);
    expect(calls.join()).not.toContain("export.py");
  });

  it("needs Python 3.11", async () => {
    const { codes, said } = await exports({ version: "3 10" }, 1);
    expect(codes).toEqual([1]);
    expect(said.err).toMatch(/needs Python 3\.11 or later.*python3 is 3\.10.*--python <path>/);
  });

  it("needs any Python", async () => {
    const { terminal, said } = await testTerminal({ PATH: await temporaryDirectory() });
    const to = join(await temporaryDirectory(), "x");
    expect(await runModels(["export", "--from", "a/b", "--to", to], terminal)).toBe(1);
    expect(said.err).toContain("no Python was found");
  });
});
