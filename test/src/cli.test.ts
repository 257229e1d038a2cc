import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryDirectory } from "./commands/terminal.ts";
import { id, online, serveTiny } from "./commands/tiny-hub.ts";

/** The command line as `npm run` starts it. */
async function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["dist/src/cli.js", ...args], {
    env: { PATH: process.env["PATH"], HF_HOME: await temporaryDirectory(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (said.out += chunk));
  child.stderr.on("data", (chunk) => (said.err += chunk));
  return { child, said, closed: once(child, "close") };
}

describe("the command line", () => {
  it.each([
    [["models", "list"], 0],
    [["models", "pull", "resnet50"], 1],
    [["models"], 2],
    [["compare"], 2],
    [["keys"], 2],
    [["server"], 2],
    [["compare", "--help"], 0],
  ])("%j ends with %i, without a stack", async (args, code) => {
    const { closed, said } = await start(args);
    expect(await closed).toEqual([code, null]);
    expect(said.err).not.toMatch(/^ +at /m);
    expect(said.err === "").toBe(code === 0);
  });

  it("is refused an execution provider that is not here, in one line and before it listens", async () => {
    const { closed, said } = await start([], { PORT: "0", EXECUTION_PROVIDERS: "cuda,cpu" });
    expect(await closed).toEqual([1, null]);
    expect(said).toEqual({
      out: "",
      err: expect.stringMatching(/^EXECUTION_PROVIDERS names cuda, which .+ It can use: cpu.+\n$/),
    });
  });

  it("prints the version of the package", async () => {
    const { closed, said } = await start(["--version"]);
    expect(await closed).toEqual([0, null]);
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(said.out).toBe(`${version}\n`);
  });

  it("clears up and ends with 130 on Ctrl-C", async () => {
    const server = await serveTiny();
    server.fail({ path: "onnx/text_model.onnx", kind: "stall" });
    const { child, closed, said } = await start(["models", "pull", id], online(server));
    await once(child.stderr!, "data");
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    expect(said.err).toContain("the same command goes on from there");
  });
});
