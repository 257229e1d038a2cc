import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { type Gateway, startGateway } from "../../src/gateway.ts";
import { embedded } from "../../models/catalog/embedded.ts";
import { describeUnless } from "../support/needs.ts";
import { launchChromium, watchStrangers } from "./browser.ts";
import { noChromium } from "./chromium.ts";
import { comparePage, labels, openComparePage, photo, shipped } from "./compare-page.ts";

const root = join(import.meta.dirname, "../..");
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
const mini = embedded.id;
const other = "own/tiny";
const both = [mini, other];

describeUnless(noChromium)("the compare page in Chromium", () => {
  let gateway: Gateway;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let { results, row, said, compare, fill, run } = {} as ReturnType<typeof comparePage>;
  let complaints: string[];
  let strangers: string[];

  beforeAll(async () => {
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
    watchStrangers(context, gateway.url, (url) => strangers.push(url));
    page = await openPage(context);
    ({ results, row, said, compare, fill, run } = comparePage(page));
  });
  afterEach(async () => {
    await context.close();
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
  });

  const openPage = (context: BrowserContext, fragment = "") =>
    openComparePage(context, `${gateway.url}/compare${fragment}`, complaints);

  it("has controls that are found by their names, and by no other", async () => {
    await fill(shipped, both);
    await run();
    for (const name of ["Photos", "Labels", "Models"]) {
      expect(await page.getByLabel(name).count(), name).toBe(1);
    }
    expect(await compare().count()).toBe(1);
    expect(await results().count()).toBe(1);
    for (const { name } of shipped) {
      expect(await results().getByRole("row", { name }).count(), name).toBe(1);
    }
  });

  it("shows what each model says of each photo, and what one photo lacks at its place", async () => {
    await fill(ten, both);
    await run();
    expect(await results().getByRole("row").count()).toBe(1 + ten.length);
    await said("cat.jpg", "a cat");
    await said("coffee.jpg", "a cup of coffee");
    expect(
      await row("broken.jpg")
        .getByText(/not.* an image|no image/i)
        .count(),
    ).toBe(2);
    expect(await row("broken.jpg").getByRole("button", { name: "Retry" }).count()).toBe(0);

    for (const heading of ["Heat maps", "Agreement", "Accuracy", "Speed, cost and facts"]) {
      expect(await page.getByRole("heading", { name: heading }).count(), heading).toBe(1);
    }
  });

  it("counts how often each model is right, where somebody says what is right", async () => {
    await fill(shipped, both);
    await run();
    for (const [name, label] of [
      ["cat.jpg", "a cat"],
      ["coffee.jpg", "a rocket"],
    ]) {
      await row(name!).getByRole("combobox").selectOption(label!);
    }
    const accuracy = page.locator("section", {
      has: page.getByRole("heading", { name: "Accuracy" }),
    });
    await accuracy.getByText("1 of 2").first().waitFor();
  });

  it("says where a request was lost, and asks again for that photo alone", async () => {
    await fill(shipped, [mini]);
    await page.route("**/graphql", (route) => route.abort());
    await run();
    complaints = complaints.filter((text) => !text.includes("ERR_FAILED"));
    const retry = row("cat.jpg").getByRole("button", { name: "Retry" });
    await retry.waitFor();

    await page.unroute("**/graphql");
    await retry.click();
    await said("cat.jpg", "a cat");
    expect(await row("coffee.jpg").getByRole("button", { name: "Retry" }).count()).toBe(1);
  });

  it("marks results of inputs that have changed since, until they are compared again", async () => {
    await fill(shipped, [mini]);
    await run();
    const mark = page.getByText("Out of date");
    expect(await mark.count()).toBe(0);
    await page.getByLabel("Labels").fill("a cat\na dog");
    await mark.waitFor();
    await run();
    await mark.waitFor({ state: "detached" });
  });

  it("gives everything away as CSV and JSON", async () => {
    await fill(shipped, both);
    await run();
    const csv = await saved("CSV");
    expect(csv.name).toMatch(/\.csv$/);
    expect(csv.text.trim().split("\n")).toHaveLength(1 + 3 * labels.length * 2);
    const json = JSON.parse((await saved("JSON")).text) as { labels: string[] };
    expect(json.labels).toEqual(labels);
  });

  async function saved(button: string) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: button, exact: true }).click();
    const file = await download;
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  }

  it("opens its operation in the playground, where its photos are, too", async () => {
    await fill([ten[3]!], [mini]);
    await run();
    await page.getByRole("link", { name: "Open in playground" }).click();
    await page
      .locator("#photos")
      .getByRole("button", { name: "astronaut.jpg", exact: true })
      .waitFor();
    await page.locator(".graphiql-query-editor .view-lines").waitFor();
    await page.getByRole("button", { name: "Execute query" }).click();
    await page.getByRole("region", { name: "Result", exact: true }).getByText("a person").waitFor();
  });

  it("keeps photos in this browser and settings in its address, and never photos there", async () => {
    await fill(shipped, [other]);
    const settled = (hash: string) => /labels.*tiny/.test(hash) && !hash.includes("mini");
    await expect.poll(() => settled(new URL(page.url()).hash)).toBe(true);
    const link = new URL(page.url()).hash;
    await page.reload();
    await page.getByRole("button", { name: "Remove cat.jpg" }).waitFor();
    expect(await page.getByLabel("Labels").inputValue()).toBe(labels.join("\n"));

    const stranger = await browser.newContext();
    const theirs = await openPage(stranger, link);
    expect(await theirs.getByLabel("Labels").inputValue()).toBe(labels.join("\n"));
    expect(await theirs.getByRole("checkbox", { checked: true }).count()).toBe(1);
    expect(await theirs.getByRole("button", { name: /^Remove/ }).count()).toBe(0);
    await stranger.close();
  });

  it("takes what is dropped, and what its folders are called as what is right", async () => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByLabel("Folder").evaluate((input: HTMLInputElement) => input.click());
    await (await chooser).setFiles(join(root, "test/fixtures/tiny/images"));
    await page
      .getByRole("button", { name: /^Remove .+\./ })
      .first()
      .waitFor();

    await page.evaluate(async () => {
      const files = new DataTransfer();
      files.items.add(new File(["no image"], "dropped.png", { type: "image/png" }));
      files.items.add(new File(["text"], "notes.txt", { type: "text/plain" }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true }));
    });
    await page.getByRole("button", { name: "Remove dropped.png" }).waitFor();
    await page.getByText("notes.txt is text/plain.").waitFor();
  });

  it("compares the examples at once, and again by Ctrl+Enter from anywhere", async () => {
    await page.getByText("Try it with three examples").focus();
    await page.keyboard.press("Enter");
    await said("cat.jpg", "cat");

    await page.getByLabel("Labels").fill("kitten\nespresso");
    await page.keyboard.press("Control+Enter");
    await said("coffee.jpg", "espresso");
  });

  it("is worked by keyboard alone", async () => {
    await fill(shipped, [mini]);
    await page.getByLabel("Photos").focus();
    for (let presses = 0; presses < 60 && !(await isFocused("Compare")); presses++) {
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await said("cat.jpg", "a cat");
  });

  it("takes more labels, and fewer, for the same photos", async () => {
    await fill(shipped, both);
    await run();
    for (const count of [12, 3, 5]) {
      const more = Array.from({ length: count }, (_, i) => `thing number ${i}`);
      await page.getByLabel("Labels").fill(more.join("\n"));
      await run();
      await page.getByText(`3 photos, ${count} labels`).waitFor();
      expect(await page.getByText("cannot be shown").count()).toBe(0);
    }
  });

  const isFocused = (text: string) =>
    page.evaluate((text) => document.activeElement?.textContent === text, text);

  it.each([
    ["light", 1440],
    ["dark", 390],
  ] as const)("is within reach of everybody (%s, %i px)", async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    expect(await violations()).toEqual([]);
    // Of many photos axe looks at each cell, which takes half a minute and finds the same.
    await fill(ten.slice(0, 2), both);
    await run();
    await page.getByText("Templates and scores").click();
    expect(await violations()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  async function violations() {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  }
});

describeUnless(noChromium)("the start page in Chromium", () => {
  it("leads to both pages", async () => {
    const gateway = await startGateway(readConfig({ PORT: "0", LOG_LEVEL: "silent" }));
    const browser = await launchChromium();
    try {
      // A context of its own, which is what axe asks for.
      const page = await (await browser.newContext()).newPage();
      await page.goto(gateway.url);
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await page.getByRole("link", { name: /^Compare models/ }).click();
      await page.waitForURL("**/compare");
      await page.goBack();
      await page.getByRole("link", { name: /^GraphQL playground/ }).click();
      await page.waitForURL("**/graphql");
    } finally {
      await browser.close();
      await gateway.close();
    }
  });
});
