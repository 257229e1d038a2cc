import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const script = `
  import { clouds } from "./test/providers/clouds.ts";
  const log = { info() {}, warn() {}, error() {} };
  const tiff = Buffer.from("II*\\0broken");
  await Promise.all(clouds.map(async ({ start, settings, create, model, dimensions }) => {
    const server = await start();
    const limits = { REQUEST_TIMEOUT_MS: 400, MAX_IMAGE_PIXELS: 1000 };
    const provider = create({ settings: { ...settings(server), ...limits }, log });
    for (const fault of ["drop", "hang", { status: 500 }, undefined]) {
      server.faults.always(fault);
      for (const input of [{ modality: "TEXT", text: "x" }, { modality: "IMAGE", bytes: tiff }])
        await provider.embed(model, [input], { dimensions, purpose: "QUERY" }).catch(() => {});
    }
    await Promise.all([provider.close(), server.close()]);
  }));
  console.log("closed");
`;

test("after all kinds of trouble, closed providers keep no process alive", async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    {
      cwd: new URL("../../..", import.meta.url),
      timeout: 110_000,
      // AWS's SDK warns of versions of Node that its next ones will not run on.
      env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    },
  );
  expect(stdout).toBe("closed\n");
  expect(stderr).toBe(""); // no warnings of leaks, of missing credentials, of unhandled rejections
}, 120_000);
