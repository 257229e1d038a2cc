import type { BrowserContext, Page } from "playwright-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { watchComplaints } from "./browser.ts";

const root = join(import.meta.dirname, "../..");

/** A photo for a file input. */
export function photo(name: string, path: string) {
  return { name: `${name}.jpg`, mimeType: "image/jpeg", buffer: readFileSync(join(root, path)) };
}

export type ChosenFile = ReturnType<typeof photo>;

/** Those that come with the pages. */
export const shipped = ["cat", "coffee", "rocket"].map((name) =>
  photo(name, `src/pages/photos/${name}.jpg`),
);
export const labels = ["a cat", "a cup of coffee", "a rocket", "a person", "a dog"];

/** The compare page, by the names of its controls. */
export function comparePage(page: Page) {
  const results = () => page.getByRole("table", { name: "Results" });
  const row = (name: string) => results().getByRole("row").filter({ hasText: name });
  const compare = () => page.getByRole("button", { name: "Compare" });
  return {
    results,
    row,
    compare,
    /** Waits until a model has said so of a photo. */
    said: (name: string, text: string) =>
      row(name).getByRole("cell").getByText(text, { exact: true }).first().waitFor(),
    /** Photos, labels, and these models alone. */
    async fill(photos: readonly ChosenFile[], models: readonly string[]): Promise<void> {
      await page.getByLabel("Photos").setInputFiles([...photos]);
      await page.getByLabel("Labels").fill(labels.join("\n"));
      const boxes = page.getByLabel("Models").getByRole("checkbox");
      while ((await boxes.and(page.locator(":checked")).count()) > 0) {
        await boxes.and(page.locator(":checked")).first().uncheck();
      }
      for (const id of models) {
        await boxes.and(page.getByRole("checkbox", { name: id })).check();
      }
    },
    /** Compares, and waits for the last answer. */
    async run(): Promise<void> {
      await compare().click();
      await page.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
    },
  };
}

/** Opens the page with its models. `complaints` gets what the browser has to say. */
export async function openComparePage(
  context: BrowserContext,
  url: string,
  complaints: string[],
): Promise<Page> {
  const page = await context.newPage();
  watchComplaints(page, (text) => complaints.push(text));
  await page.goto(url);
  await page.getByRole("checkbox").first().waitFor();
  return page;
}
