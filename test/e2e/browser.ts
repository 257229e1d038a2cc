import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { chromiumProgram } from "./chromium.ts";

/** A browser that stays off the network: no name but this machine's address resolves. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...chromiumProgram(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    ],
  });
}

/** Waits until the page's editors and its schema are there. */
export async function openPlayground(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.locator(".graphiql-query-editor .view-lines").waitFor();
  await page.locator("#photos img").first().waitFor();
}

/** Presses the play button and answers what the response pane then holds. */
export async function run(page: Page): Promise<unknown> {
  // Pressing empties the pane at once; it fills again when the result is there.
  await page.getByRole("button", { name: "Execute query" }).click();
  const filled = await page.waitForFunction(readPane, "response.json");
  return JSON.parse((await filled.jsonValue()) ?? "");
}

/** What stands in the variables editor. */
export async function variables(page: Page): Promise<unknown> {
  const text = await page.evaluate(readPane, "variables.json");
  return JSON.parse(text || "null");
}

/** Runs in the page, where GraphiQL leaves its editors for all to find. */
function readPane(file: string): string | undefined {
  const { __MONACO } = globalThis as unknown as {
    __MONACO: { editor: { getModels(): { uri: { path: string }; getValue(): string }[] } };
  };
  const panes = __MONACO.editor.getModels();
  return panes.find(({ uri }) => uri.path.endsWith(file))?.getValue();
}
