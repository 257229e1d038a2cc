import { AxeBuilder } from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { embedded } from "../../models/catalog/embedded.ts";
import type { Gateway } from "../../src/gateway.ts";
import { type KeyedFront, startKeyedFront } from "../support/keyed-front.ts";
import { describeUnless } from "../support/needs.ts";
import { startTestGateway } from "../support/start-gateway.ts";
import { launchChromium, run as runOperation } from "./browser.ts";
import { noChromium } from "./chromium.ts";
import { comparePage, shipped } from "./compare-page.ts";

const key = "good-key";

describeUnless(noChromium)("the pages of a server that asks for keys, in Chromium", () => {
  let gateway: Gateway;
  let front: KeyedFront;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    gateway = await startTestGateway();
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
  });
  beforeEach(async () => {
    front = await startKeyedFront(gateway);
    context = await browser.newContext({ reducedMotion: "reduce" });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    front.close();
  });

  const field = () => page.getByLabel("API key");
  const named = () => page.getByText("Key: web");

  async function give(text: string): Promise<void> {
    await field().fill(text);
    await page.keyboard.press("Enter");
  }

  /** Whatever outlives the tab, or is shown to others. */
  const kept = () =>
    page.evaluate(async () => {
      const databases = (await indexedDB.databases()).map(({ name }) => name);
      const stored = JSON.stringify([localStorage, databases, document.cookie]);
      return `${location.href} ${stored} ${document.documentElement.outerHTML}`;
    });

  it("take a key in one of them for both, and keep it in this tab alone", async () => {
    await page.goto(`${front.url}/compare`);
    expect(await field().getAttribute("type")).toBe("password");
    await give("bad-key");
    await page.getByText("The server does not know this key.").waitFor();
    await give(key);
    await named().waitFor();
    await page.getByText("of 1,000 points left").waitFor();

    const { fill, run, said } = comparePage(page);
    await page.getByRole("checkbox").first().waitFor();
    await fill(shipped, [embedded.id]);
    await run();
    await said("cat.jpg", "a cat");
    await page.getByText("Show the GraphQL").click();
    await page.getByText("Bearer $PARALLAX_KEY").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "JSON", exact: true }).click();
    expect(readFileSync(await (await download).path(), "utf8")).not.toContain(key);
    expect(await kept()).not.toContain(key);

    await page.getByRole("link", { name: "Open in playground" }).click();
    await named().waitFor();
    await page.locator(".graphiql-query-editor .view-lines").waitFor();
    expect(await runOperation(page)).toMatchObject({ data: { compare: {} } });
    expect(await kept()).not.toContain(key);

    await page.getByRole("button", { name: "Forget key" }).click();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.getByRole("button", { name: "Execute query" }).click();
    await field().waitFor();
  });

  it("ask for another key in the middle of a comparison, which then goes on", async () => {
    await page.goto(`${front.url}/compare`);
    await give(key);
    await named().waitFor();
    const { fill, compare, said } = comparePage(page);
    await page.getByRole("checkbox").first().waitFor();
    await fill(shipped, [embedded.id]);
    front.keys.clear();
    await compare().click();
    await page.getByText("The server does not know this key.").waitFor();
    front.keys.set("new-key", "web");
    await give("new-key");
    await said("cat.jpg", "a cat");
    expect(await page.getByLabel("Labels").inputValue()).toContain("a cup of coffee");
  });

  it("wait a short time for a key that may go on, and say when it may after a long one", async () => {
    await page.goto(`${front.url}/compare`);
    await give(key);
    await named().waitFor();
    const { fill, compare, run, said } = comparePage(page);
    await page.getByRole("checkbox").first().waitFor();
    await fill(shipped, [embedded.id]);
    front.limit(1, 1);
    await run();
    await said("cat.jpg", "a cat");

    front.limit(1, 3600);
    await compare().click();
    await page.getByText(/Limit reached: more in .+, at \d\d:\d\d/).waitFor();
    await page.getByRole("columnheader").getByText("Points are used up.").waitFor();
    await page.getByRole("button", { name: /^Retry/ }).click();
    await said("cat.jpg", "a cat");
  });

  it("let visitors look around without a key, and take one later", async () => {
    await page.goto(`${front.url}/graphql`);
    await field().waitFor();
    await page.keyboard.press("Escape");
    await field().waitFor({ state: "detached" });
    await page.getByText("No key").waitFor();
    await page.getByRole("button", { name: "Enter a key" }).click();
    await give(key);
    await named().waitFor();
    // The schema, too, which was refused before.
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.getByRole("link", { name: "Query", exact: true }).waitFor();
  });

  it.each([
    ["light", 1440, "graphql"],
    ["dark", 390, "compare"],
    ["dark", 390, "graphql"],
  ] as const)("are within reach of everybody (%s, %i px, %s)", async (colorScheme, width, path) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${front.url}/${path}`);
    await give("bad-key");
    await page.getByText("The server does not know this key.").waitFor();
    expect(await violations(".key-form")).toEqual([]);
    await give(key);
    await named().waitFor();
    expect(await violations("#key")).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });

  async function violations(part: string) {
    const { violations } = await new AxeBuilder({ page }).include(part).analyze();
    return violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }));
  }
});
