import type { Browser, BrowserContext, Page } from "playwright-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { startGateway } from "../../src/gateway.ts";
import type { Gateway } from "../../src/gateway.ts";
import { buildPages } from "../../src/pages/build.ts";
import { examples } from "../../src/pages/playground/examples.ts";
import { describeUnless } from "../support/needs.ts";
import { launchChromium, openPlayground, run, variables } from "./browser.ts";
import { noChromium } from "./chromium.ts";

const root = join(import.meta.dirname, "../..");
const photo = (name: string) => join(root, "test/fixtures/photos", name);

describeUnless(noChromium)("the playground in Chromium", () => {
  let gateway: Gateway;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let strangers: string[];

  beforeAll(async () => {
    await buildPages(join(root, "dist/pages"));
    gateway = await startGateway(readConfig({ PORT: "0", LOG_LEVEL: "silent" }));
    browser = await launchChromium();
    // One context, so that the bundles are loaded once; Chromium itself blocks other hosts.
    context = await browser.newContext();
    context.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== gateway.url) {
        strangers.push(request.url());
      }
    });
  });
  afterAll(async () => {
    await browser?.close();
    await gateway?.close();
  });

  beforeEach(async () => {
    complaints = [];
    strangers = [];
    page = await context.newPage();
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) {
        complaints.push(message.text());
      }
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    // Each test is a first visit, and its reloads are not.
    await page.addInitScript(() => {
      if (!sessionStorage["visited"]) {
        localStorage.clear();
      }
      sessionStorage["visited"] = "yes";
    });
    await openPlayground(page, `${gateway.url}/graphql`);
  });
  afterEach(async () => {
    await page.close();
    expect({ complaints, strangers }).toEqual({ complaints: [], strangers: [] });
  });

  const tab = (name: string) => page.getByRole("button", { name, exact: true });
  const strip = () => page.getByRole("complementary", { name: "Photos" });
  const notice = () => strip().getByRole("status").textContent();

  async function box(selector: string): Promise<Box> {
    const found = await page.locator(selector).boundingBox();
    if (!found) {
      throw new Error(`${selector} is not drawn.`);
    }
    return found;
  }

  async function attach(...names: string[]): Promise<void> {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Attach photo" }).click();
    await (await chooser).setFiles(names.map(photo));
  }

  async function drop(name: string): Promise<void> {
    const base64 = readFileSync(photo(name), "base64");
    const files = await page.evaluateHandle(
      async ([base64, name]) => {
        const files = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64!), (byte) => byte.charCodeAt(0));
        files.items.add(new File([bytes], name!, { type: "image/jpeg" }));
        return files;
      },
      [base64, name],
    );
    await page.locator(".graphiql-query-editor").dispatchEvent("drop", { dataTransfer: files });
  }

  it("opens with the examples as tabs, and classifies the photo that ships with it", async () => {
    expect(await page.title()).toBe("Parallax");
    for (const { query } of examples) {
      await tab(operationName(query)).waitFor();
    }

    expect(await run(page)).toMatchObject({ data: { classify: { best: { label: "a cat" } } } });
    await page.locator(".result-window", { hasText: '"label": "a cat"' }).waitFor();
  });

  it("answers every example without an error", async () => {
    for (const { query } of examples) {
      await tab(operationName(query)).click();
      expect(await run(page), query).toEqual({ data: expect.anything() });
    }
  });

  it("attaches a photo from disk in place of the shipped one, under a name of its own", async () => {
    await attach("coffee.jpg");

    expect(await variables(page)).toMatchObject({ image: { upload: "coffee-2.jpg" } });
    expect(await notice()).toBe("coffee-2.jpg is in $image.");
    expect(await run(page)).toMatchObject({
      data: { classify: { best: { label: "a cup of coffee" } } },
    });
  });

  it("adds a dropped photo to a list, and takes it out again when it is removed", async () => {
    await tab("Similarity").click();
    await drop("astronaut.jpg");

    const { data } = (await run(page)) as { data: { similarity: { scores: number[][] } } };
    expect(data.similarity.scores).toHaveLength(4);

    await strip().getByRole("button", { name: "Remove astronaut.jpg" }).click();
    const uploads = ["cat.jpg", "coffee.jpg", "rocket.jpg"].map((upload) => ({ upload }));
    expect(await variables(page)).toMatchObject({ images: uploads });
    expect(await strip().getByText("astronaut.jpg", { exact: true }).count()).toBe(0);
  });

  it("says so when the operation takes no photo, and keeps the photo at hand", async () => {
    await tab("Models").click();
    await attach("astronaut.jpg");
    expect(await notice()).toContain("This operation has no variable of type ImageInput");

    await tab("EmbedImage").click();
    await strip().getByRole("button", { name: "astronaut.jpg", exact: true }).click();
    expect(await variables(page)).toEqual({ image: { upload: "astronaut.jpg" } });
  });

  it("says in one line where many photos went and what is no image, and shows the last", async () => {
    await tab("Similarity").click();
    const buffer = readFileSync(photo("coffee.jpg"));
    await page.getByLabel("Photos to attach").setInputFiles([
      ...Array.from({ length: 12 }, (_, i) => ({
        name: `${i}.jpg`,
        mimeType: "image/jpeg",
        buffer,
      })),
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") },
    ]);
    await strip().getByText("12 photos are in $images. notes.txt is not an image.").waitFor();
    const last = strip().getByRole("button", { name: "Remove 11.jpg" });
    await expect
      .poll(async () => isWithin(await last.boundingBox(), await box("#photos ul")))
      .toBe(true);
  });

  it("brings the result into sight where the panes stand below each other", async () => {
    await page.setViewportSize({ width: 800, height: 600 });
    const response = () => box(".graphiql-response");
    expect(isWithin(await response(), await box("#root"))).toBe(false);
    await run(page);
    await expect.poll(async () => isWithin(await response(), await box("#root"))).toBe(true);

    // The operation's editor makes room.
    const editor = await box(".graphiql-query-editor .monaco-editor");
    expect(editor.y).toBeLessThan((await box("#root")).y);
  });

  it("remembers a visitor's own tabs but no files, says so, and has the examples ready", async () => {
    await attach("astronaut.jpg");
    await page.waitForFunction(() =>
      localStorage["parallax:graphiql:tabState"]?.includes("astronaut.jpg"),
    );
    await page.reload();
    await openPlayground(page, page.url());

    expect(await variables(page)).toMatchObject({ image: { upload: "astronaut.jpg" } });
    expect(await run(page)).toEqual({
      errors: [{ message: expect.stringContaining('No photo named "astronaut.jpg" is attached') }],
    });

    await page.getByRole("button", { name: "Examples" }).click();
    await page.getByRole("menuitem", { name: "Classify a photo" }).click();
    expect(await variables(page)).toMatchObject({ image: { upload: "cat.jpg" } });
  });

  it("shows the schema's documentation", async () => {
    await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
    await page.getByRole("link", { name: "Query", exact: true }).click();
    await page.getByRole("link", { name: "classify", exact: true }).click();
    await page.getByText("zero-shot classification").first().waitFor();
  });
});

function operationName(query: string): string {
  return /query (\w+)/.exec(query)?.[1] ?? "";
}

type Box = { x: number; y: number; width: number; height: number };

/** But for the fractions of a pixel that scrolling leaves. */
function isWithin(inner: Box | null, outer: Box): boolean {
  return (
    inner !== null &&
    inner.x >= outer.x - 1 &&
    inner.y >= outer.y - 1 &&
    inner.x + inner.width <= outer.x + outer.width + 1 &&
    inner.y + inner.height <= outer.y + outer.height + 1
  );
}
