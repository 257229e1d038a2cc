import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { type Gateway, startGateway } from "../../src/gateway.ts";
import { buildPages } from "../../src/pages/build.ts";
import { describeUnless } from "../support/needs.ts";
import { launchChromium } from "./browser.ts";
import { noChromium } from "./chromium.ts";

const root = join(import.meta.dirname, "../..");
const cat = readFileSync(join(root, "src/pages/photos/cat.jpg"));
const shipped = ["cat", "coffee", "rocket"].map((name) =>
  photo(name, `src/pages/photos/${name}.jpg`),
);
/** Ten, of which one is no image. */
const ten = [
  ...shipped,
  ...["astronaut", "chelsea"].map((name) => photo(name, `test/fixtures/photos/${name}.jpg`)),
  ...["0", "1", "2", "3"].map((name) => ({
    ...shipped[Number(name) % 3]!,
    name: `more-${name}.jpg`,
  })),
  { name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no image") },
];
const labels = ["a cat", "a cup of coffee", "a rocket", "a person", "a dog"];
const other = "own/tiny";

function photo(name: string, path: string) {
  return { name: `${name}.jpg`, mimeType: "image/jpeg", buffer: readFileSync(join(root, path)) };
}

describeUnless(noChromium)("the compare page in Chromium", () => {
  let gateway: Gateway;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let strangers: string[];

  beforeAll(async () => {
    await buildPages(join(root, "dist/pages"));
    gateway = await startGateway(
      readConfig({
        PORT: "0",
        LOG_LEVEL: "silent",
        LOCAL_MODELS: `${other}=${join(root, "test/fixtures/tiny/clip")}`,
      }),
    );
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
  });

  beforeEach(async () => {
    complaints = [];
    strangers = [];
    context = await browser.newContext({ reducedMotion: "reduce" });
    context.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== gateway.url) {
        strangers.push(request.url());
      }
    });
    page = await open(context);
  });
  afterEach(async () => {
    await context.close();
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
  });

  async function open(context: BrowserContext, fragment = ""): Promise<Page> {
    const page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        complaints.push(message.text());
      }
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(`${gateway.url}/compare${fragment}`);
    await page.getByRole("checkbox").first().waitFor();
    return page;
  }

  const results = () => page.getByRole("table", { name: "Results" });
  const row = (name: string) => results().getByRole("row").filter({ hasText: name });
  const compare = () => page.getByRole("button", { name: "Compare" });
  const model = (id: string) => page.getByLabel("Models").getByRole("checkbox", { name: id });

  async function fill(photos: readonly object[], models = ["parallax/mini", other]): Promise<void> {
    await page.getByLabel("Photos").setInputFiles(photos as typeof ten);
    await page.getByLabel("Labels").fill(labels.join("\n"));
    for (const id of ["parallax/mini", other]) {
      await model(id).setChecked(models.includes(id));
    }
  }

  async function run(): Promise<void> {
    await compare().click();
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
  }

  it("has controls that are found by their names, and by no other", async () => {
    await fill(shipped);
    await run();
    for (const name of ["Photos", "Labels", "Models"]) {
      expect(await page.getByLabel(name).count(), name).toBe(1);
    }
    expect(await compare().count()).toBe(1);
    expect(await results().count()).toBe(1);
  });

  it("shows every photo with the best labels of every model", async () => {
    await fill(ten);
    await run();
    expect(await results().getByRole("row").count()).toBe(11);
    await row("cat.jpg").getByText("a cat").first().waitFor();
    await row("coffee.jpg").getByText("a cup of coffee").first().waitFor();
    await row("broken.jpg").getByText("IMAGE_UNREADABLE").first().waitFor();
  });
});
