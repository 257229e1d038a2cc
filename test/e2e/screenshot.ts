import type { Browser, Page } from "playwright-core";
import { join } from "node:path";
import { readConfig } from "../../src/config/config.ts";
import { startGateway } from "../../src/gateway.ts";
import { buildPages } from "../../packages/build/pages.js";
import { launchChromium, openPlayground, run } from "./browser.ts";

/**
 * The README's pictures, of a gateway with the included model and a tiny one with random weights:
 * `npm run screenshot [folder]`.
 */
const root = join(import.meta.dirname, "../..");
const folder = process.argv[2] ?? join(root, "docs/images");
const photos = ["cat", "coffee", "rocket"].map((name) =>
  join(root, `src/pages/photos/${name}.jpg`),
);
const labels = ["cat", "dog", "cup of coffee", "bowl of soup", "rocket"];

await buildPages(join(root, "dist/pages"));
const gateway = await startGateway(
  readConfig({
    PORT: "0",
    LOG_LEVEL: "error",
    LOCAL_MODELS: `random/tiny-clip=${join(root, "test/fixtures/tiny/clip")}`,
  }),
);
const browser = await launchChromium();
try {
  await takePicture(browser, "compare", comparison);
  await takePicture(browser, "playground", classification);
} finally {
  await browser.close();
  await gateway.close();
}

async function takePicture(browser: Browser, name: string, show: (page: Page) => Promise<void>) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  await show(page);
  await page.mouse.move(0, 0); // Away from buttons, so that their tooltips go.
  await page.getByRole("tooltip").waitFor({ state: "hidden" });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
  await page.close();
}

async function comparison(page: Page): Promise<void> {
  await page.goto(`${gateway.url}/compare`);
  await page.getByLabel("Photos").setInputFiles(photos);
  await page.getByLabel("Labels").fill(labels.join("\n"));
  // Twice, so that the picture does not show how long the models take to load.
  for (let i = 0; i < 2; i++) {
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
  }
  const results = page.getByRole("table", { name: "Results" });
  await results.getByRole("row").filter({ hasText: "rocket.jpg" }).locator("img").waitFor();
}

async function classification(page: Page): Promise<void> {
  await openPlayground(page, `${gateway.url}/graphql`);
  let result: unknown;
  for (const name of ["EmbedText", "EmbedImage", "Classify"]) {
    await page.getByRole("button", { name, exact: true }).click();
    result = await run(page);
  }
  if (!(result instanceof Object && "data" in result)) {
    throw new Error(`The example failed: ${JSON.stringify(result)}`);
  }
  await page.getByRole("region", { name: "Result", exact: true }).waitFor();
}
