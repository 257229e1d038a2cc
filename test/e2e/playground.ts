import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { startGateway } from "../../src/gateway.ts";
import type { Gateway } from "../../src/gateway.ts";
import { launchChromium, openPlayground, watchComplaints, watchStrangers } from "./browser.ts";

const root = join(import.meta.dirname, "../..");

/** A photo of the fixtures. */
export const photo = (name: string) => join(root, "test/fixtures/photos", name);

/** The playground of a test, and what visitors do there. */
export class Playground {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  readonly tab = (name: string): Locator =>
    this.page.getByRole("button", { name, exact: true }).first();

  readonly strip = (): Locator => this.page.getByRole("complementary", { name: "Photos" });

  readonly result = (): Locator => this.page.getByRole("region", { name: "Result", exact: true });

  readonly notice = (): Promise<string | null> => this.strip().getByRole("status").textContent();

  async box(selector: string): Promise<Box> {
    const found = await this.page.locator(selector).boundingBox();
    if (!found) {
      throw new Error(`${selector} is not drawn.`);
    }
    return found;
  }

  async attach(...names: string[]): Promise<void> {
    const chooser = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: "Attach photo or video" }).click();
    await (await chooser).setFiles(names.map(photo));
  }

  async drop(name: string): Promise<void> {
    const base64 = readFileSync(photo(name), "base64");
    const files = await this.page.evaluateHandle(
      async ([base64, name]) => {
        const files = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64!), (byte) => byte.charCodeAt(0));
        files.items.add(new File([bytes], name!, { type: "image/jpeg" }));
        return files;
      },
      [base64, name],
    );
    const editor = this.page.locator(".graphiql-query-editor");
    await editor.dispatchEvent("drop", { dataTransfer: files });
  }
}

export type Box = { x: number; y: number; width: number; height: number };

/**
 * For each test of a `describe` the playground as a first visit finds it, from a gateway with these
 * settings. A test fails if the page complains or asks another host for anything.
 */
export function playgroundPerTest(settings: NodeJS.ProcessEnv = {}): () => Playground {
  let gateway: Gateway;
  let browser: Browser;
  let context: BrowserContext;
  let playground: Playground;
  let complaints: string[];
  let strangers: string[];

  beforeAll(async () => {
    gateway = await startGateway(readConfig({ PORT: "0", LOG_LEVEL: "silent", ...settings }));
    browser = await launchChromium();
    // One context, so that the bundles are loaded once; Chromium itself blocks other hosts.
    context = await browser.newContext();
    watchStrangers(context, gateway.url, (url) => strangers.push(url));
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
  });

  beforeEach(async () => {
    complaints = [];
    strangers = [];
    const page = await context.newPage();
    watchComplaints(page, (text) => complaints.push(text));
    // Each test is a first visit, and its reloads are not.
    await page.addInitScript(() => {
      if (!sessionStorage["visited"]) {
        localStorage.clear();
      }
      sessionStorage["visited"] = "yes";
    });
    playground = new Playground(page, `${gateway.url}/graphql`);
    await openPlayground(page, playground.url);
  });
  afterEach(async () => {
    await playground.page.close();
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
  });

  return () => playground;
}
