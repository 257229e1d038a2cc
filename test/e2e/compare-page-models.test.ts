import type { Browser } from "playwright-core";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { embedded } from "../../models/catalog/embedded.ts";
import type { Model } from "../../models/model.ts";
import type { Gateway } from "../../src/gateway.ts";
import { type HubServer, startHub } from "../support/hub-server.ts";
import { describeUnless } from "../support/needs.ts";
import { tiny } from "../src/commands/tiny-hub.ts";
import { startTestGateway } from "../support/start-gateway.ts";
import { launchChromium } from "./browser.ts";
import { noChromium } from "./chromium.ts";
import { comparePage, openComparePage, shipped } from "./compare-page.ts";

const repo = tiny("clip");
const paths = Object.keys(repo.files);
const largest = paths.toSorted((a, b) => repo.files[b]!.length - repo.files[a]!.length)[0]!;
const { dimensions } = JSON.parse(
  readFileSync("test/fixtures/tiny/clip/golden.json", "utf8"),
) as Model;
const aside = { ...embedded, aliases: [], dimensions, supportedDimensions: [dimensions] };
const onHub: Model = {
  ...aside,
  id: "acme/clip",
  name: "Acme CLIP",
  space: "acme/clip",
  weights: {
    from: "hub",
    parts: [{ repo: "acme/clip", files: paths.map((path) => ({ path })) }],
  },
};
const notExported: Model = {
  ...aside,
  id: "acme/large",
  name: "Acme Large",
  space: "acme/large",
  weights: { from: "export", repo: "acme/large", tool: "open_clip" },
};

describeUnless(noChromium)("models that are not there yet, on the compare page", () => {
  let hub: HubServer;
  let home: string;
  let gateway: Gateway;
  let browser: Browser;
  beforeAll(async () => {
    hub = await startHub({ "acme/clip": repo });
    home = mkdtempSync(join(tmpdir(), "hf-"));
    gateway = await startTestGateway(
      { HF_HOME: home, HF_ENDPOINT: hub.endpoint },
      { models: [embedded, onHub, notExported] },
    );
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
    await hub?.close();
    rmSync(home, { recursive: true });
  });

  it("say what they lack; a download shows its progress, and the answers follow it", async () => {
    hub.fail({ path: largest, kind: "stall" });
    const complaints: string[] = [];
    const context = await browser.newContext();
    const page = await openComparePage(context, `${gateway.url}/compare`, complaints);
    const { fill, compare, row, said, results } = comparePage(page);
    await page.getByText("Show all 3").click();
    await page.getByText("Has to be exported first").waitFor();
    await fill(shipped, [embedded.id, onHub.id, notExported.id]);
    await compare().click();

    // The others answer meanwhile.
    await said("cat.jpg", "a cat");
    await results()
      .getByText(/^Downloading, \d+ %$/)
      .waitFor();
    await results().getByText("export").first().waitFor();

    hub.release();
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
    const answered = row("cat.jpg").getByRole("cell").nth(1);
    await answered.getByText("%").first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  });
});
