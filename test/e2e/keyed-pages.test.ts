import { AxeBuilder } from "@axe-core/playwright";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { embedded } from "../../models/catalog/embedded.ts";
import type { Gateway } from "../../src/gateway.ts";
import { describeUnless } from "../support/needs.ts";
import { startTestGateway } from "../support/start-gateway.ts";
import { launchChromium, run as runOperation } from "./browser.ts";
import { noChromium } from "./chromium.ts";
import { comparePage, shipped } from "./compare-page.ts";

const key = "good-key";
const another = "another-key";
const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const keys = [
  { name: "web", sha256: hash(key), models: [embedded.id], pointsPerHour: 1000, usdPerDay: 1 },
  { name: "other", sha256: hash(another) },
];

describeUnless(noChromium)("the pages of a server that asks for keys, in Chromium", () => {
  let folder: string;
  let gateway: Gateway;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "keys-"));
    const file = join(folder, "keys.json");
    writeFileSync(file, JSON.stringify({ keys }));
    gateway = await startTestGateway({ API_KEYS_FILE: file });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ reducedMotion: "reduce" });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
  });

  const field = () => page.getByLabel("API key");
  const named = () => page.getByText("Key: web");

  async function give(text: string): Promise<void> {
    await field().fill(text);
    await page.keyboard.press("Enter");
  }

  /** In the gateway's place, for what it would say only after a long time. */
  async function refuse(
    times: number,
    status: number,
    code: string,
    message: string,
    seconds?: number,
  ): Promise<void> {
    const extensions = { code, ...(seconds && { retryable: true, retryAfterMs: seconds * 1000 }) };
    const body = JSON.stringify({ errors: [{ message, extensions }] });
    const headers = {
      "content-type": "application/json",
      ...(seconds && { "retry-after": String(seconds) }),
    };
    // Questions about the key are answered all the same.
    const comparison = (route: Route) =>
      route.request().postDataBuffer()?.includes("Compare") ?? false;
    let left = times;
    await page.route("**/graphql", (route) =>
      comparison(route) && left-- > 0 ? route.fulfill({ status, headers, body }) : route.continue(),
    );
  }

  /** Whatever outlives the tab, or is shown to others. */
  const kept = () =>
    page.evaluate(async () => {
      const databases = (await indexedDB.databases()).map(({ name }) => name);
      const stored = JSON.stringify([localStorage, databases, document.cookie]);
      return `${location.href} ${stored} ${document.documentElement.outerHTML}`;
    });

  it("take a key in one of them for both, and keep it in this tab alone", async () => {
    await page.goto(`${gateway.url}/compare`);
    expect(await field().getAttribute("type")).toBe("password");
    await give("bad-key");
    await page.getByText(/none that this server knows/).waitFor();
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
    await page.goto(`${gateway.url}/compare`);
    await give(key);
    await named().waitFor();
    const { fill, compare, said } = comparePage(page);
    await page.getByRole("checkbox").first().waitFor();
    await fill(shipped, [embedded.id]);
    await refuse(1, 401, "UNAUTHENTICATED", "The key was revoked.");
    await compare().click();
    await page.getByText("The key was revoked.").waitFor();
    await give(another);
    await page.getByText("Key: other").waitFor();
    await said("cat.jpg", "a cat");
    expect(await page.getByLabel("Labels").inputValue()).toContain("a cup of coffee");
  });

  it("wait a short time for a key that may go on, and say when it may after a long one", async () => {
    await page.goto(`${gateway.url}/compare`);
    await give(key);
    await named().waitFor();
    const { fill, compare, run, said } = comparePage(page);
    await page.getByRole("checkbox").first().waitFor();
    await fill(shipped, [embedded.id]);
    await refuse(1, 429, "RATE_LIMITED", "Two at once.", 1);
    await run();
    await said("cat.jpg", "a cat");

    await refuse(1, 429, "RATE_LIMITED", "Points are used up.", 3600);
    await compare().click();
    await page.getByText(/Limit reached: more in .+, at \d\d:\d\d/).waitFor();
    await page.getByRole("columnheader").getByText("Points are used up.").waitFor();
    await page.getByRole("button", { name: /^Retry/ }).click();
    await said("cat.jpg", "a cat");
  });

  it("let visitors look around without a key, and take one later", async () => {
    await page.goto(`${gateway.url}/graphql`);
    await field().waitFor();
    await page.keyboard.press("Escape");
    await field().waitFor({ state: "detached" });
    await page.getByText("No key", { exact: true }).waitFor();
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
  ] as const)("are within reach of everybody (%s, %i px, %s)", async (colorScheme, width, path) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`${gateway.url}/${path}`);
    await give("bad-key");
    await page.getByText(/none that this server knows/).waitFor();
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
