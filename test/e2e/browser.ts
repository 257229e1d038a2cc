import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
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

/** Tells every request of the context's pages that goes to another origin. */
export function watchStrangers(
  context: BrowserContext,
  origin: string,
  tell: (url: string) => void,
): void {
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== origin) {
      tell(url.href);
    }
  });
}

/** Tells what the page has to complain about: warnings, errors, exceptions. */
export function watchComplaints(page: Page, tell: (text: string) => void): void {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      tell(message.text());
    }
  });
  page.on("pageerror", (error) => tell(error.message));
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
