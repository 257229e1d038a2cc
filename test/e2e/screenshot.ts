import { join } from "node:path";
import { launchChromium, openPlayground, run } from "./browser.ts";

/**
 * The README's picture of the playground: the first example with its result, from a gateway that
 * is running. `node --import tsx test/e2e/screenshot.ts [url] [file]`
 */
const url = process.argv[2] ?? "http://127.0.0.1:4000/graphql";
const file =
  process.argv[3] ?? join(import.meta.dirname, "../../src/pages/playground/screenshot.png");

const browser = await launchChromium();
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  await openPlayground(page, url);
  // Other examples first, so that the picture does not show how long the model takes to load.
  let result: unknown;
  for (const name of ["EmbedText", "EmbedImage", "Classify"]) {
    await page.getByRole("button", { name, exact: true }).click();
    result = await run(page);
  }
  if (!(result instanceof Object && "data" in result)) {
    throw new Error(`The example failed: ${JSON.stringify(result)}`);
  }
  await page.getByRole("region", { name: "Result", exact: true }).waitFor();
  await page.mouse.move(0, 0); // Away from the button, so that its tooltip goes.
  await page.getByRole("tooltip").waitFor({ state: "hidden" });
  await page.screenshot({ path: file, animations: "disabled" });
} finally {
  await browser.close();
}
