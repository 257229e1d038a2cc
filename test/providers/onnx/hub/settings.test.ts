import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hubSettings } from "../../../../providers/onnx/hub/settings.ts";

describe("the hub's settings are read as huggingface_hub reads them", () => {
  test("by default", () => {
    const home = join(homedir(), ".cache/huggingface");
    expect(hubSettings({})).toEqual({
      endpoint: "https://huggingface.co",
      home,
      cache: join(home, "hub"),
      tokenFile: join(home, "token"),
      offline: false,
    });
  });

  test.each([
    [{ HF_HOME: "/models" }, "/models/hub"],
    [{ HF_HOME: "~/models" }, join(homedir(), "models/hub")],
    [{ HF_HOME: "$DISK/models", DISK: "/mnt/a" }, "/mnt/a/models/hub"],
    [{ HF_HOME: "${DISK}/models", DISK: "/mnt/a" }, "/mnt/a/models/hub"],
    [{ HF_HOME: "", XDG_CACHE_HOME: "/var/cache" }, "/var/cache/huggingface/hub"],
    [{ HF_HOME: "/models", HF_HUB_CACHE: "/hub" }, "/hub"],
    [{ HF_HOME: "/models", HUGGINGFACE_HUB_CACHE: "/old" }, "/old"],
    [{ HUGGINGFACE_HUB_CACHE: "/old", HF_HUB_CACHE: "/hub" }, "/hub"],
  ])("%j keeps files in %s", (env, cache) => {
    expect(hubSettings(env).cache).toBe(cache);
  });

  test.each([
    ["1", true],
    ["true", true],
    ["YES", true],
    ["On", true],
    ["0", false],
    ["false", false],
    ["", false],
  ])("HF_HUB_OFFLINE=%s means %s", (value, offline) => {
    expect(hubSettings({ HF_HUB_OFFLINE: value }).offline).toBe(offline);
  });

  test("a token loses the line break it was pasted with, and an empty one is none", () => {
    expect(hubSettings({ HF_TOKEN: " hf_abc\r\n" }).token).toBe("hf_abc");
    expect(hubSettings({ HF_TOKEN: "" })).not.toHaveProperty("token");
    expect(hubSettings({ HF_TOKEN_PATH: "/run/secrets/hf" }).tokenFile).toBe("/run/secrets/hf");
  });

  test("an endpoint loses its slash, and must be a URL", () => {
    expect(hubSettings({ HF_ENDPOINT: "https://hub.example/hf/" }).endpoint).toBe(
      "https://hub.example/hf",
    );
    for (const bad of ["hub.example", "ftp://hub.example"]) {
      expect(() => hubSettings({ HF_ENDPOINT: bad })).toThrow(/HF_ENDPOINT must be an http/);
    }
    expect(() => hubSettings({ HF_ENDPOINT: "ftp://user:pa55@hub.example" })).toThrow(
      'not "ftp://***@hub.example"',
    );
  });
});
