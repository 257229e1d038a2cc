import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { readFileSync } from "node:fs";
import { beforeEach, expect, it } from "vitest";
import { describeUnless } from "../support/needs.ts";
import { openPlayground, run } from "./browser.ts";
import { noChromium } from "./chromium.ts";
import { photo, playgroundPerTest } from "./playground.ts";
import type { Playground } from "./playground.ts";

describeUnless(noChromium)("results in the playground in Chromium", () => {
  const open = playgroundPerTest();
  let playground: Playground;
  let page: Page;
  beforeEach(() => {
    playground = open();
    ({ page } = playground);
  });

  const earlier = () => page.getByText("This result is of an earlier query.");
  const json = () => page.getByRole("button", { name: "JSON", exact: true });

  it("are bars with the photo and few digits, also of a query of one's own with aliases", async () => {
    const query = `query ($p: ImageInput!) {
      mine: classify(image: $p, labels: ["a cat", "a dog"]) { top: labels { label share: score } }
    }`.replace("share: ", "");
    const variables = JSON.stringify({ p: { upload: "cat.jpg" } });
    await openPlayground(page, `${playground.url}?${new URLSearchParams({ query, variables })}`);
    await run(page);

    await playground.result().getByRole("heading", { name: "mine" }).waitFor();
    const items = await playground.result().getByRole("listitem").allTextContents();
    expect(items.slice(1)).toEqual(["a cat> 0.999", "a dog< 0.001"]);
    expect(items[0]).toContain("cat.jpg");
    expect(await thumbnails()).toEqual([true]);
  });

  it("are a heat map of photos' names and texts, with the numbers in its cells", async () => {
    await playground.tab("Similarity").click();
    const { data } = (await run(page)) as { data: { similarity: { cosine: number[][] } } };
    const table = playground.result().getByRole("group", { name: "Cosines" });
    expect(await table.getByRole("columnheader").allTextContents()).toEqual([
      ...["Photo", "a cat", "a cup of coffee", "a rocket"],
    ]);
    expect(await table.getByRole("rowheader").allTextContents()).toEqual([
      ...["cat.jpg", "coffee.jpg", "rocket.jpg"],
    ]);
    const cells = (await table.getByRole("cell").allTextContents()).map(Number);
    const given = data.similarity.cosine.flat();
    expect(cells).toEqual(given.map((cosine) => expect.closeTo(cosine, 3) as number));
  });

  it("are columns of models, one of which says why it has no answer", async () => {
    await playground.tab("Compare").click();
    await run(page);
    const [, mini, other] = await playground.result().getByRole("columnheader").allTextContents();
    expect(mini).toMatch(/^parallax\/mini.*\d ms · \$0 · 512 dimensions$/);
    expect(other).toMatch(/^\w+\/[\w-]+$/);
    const rows = await playground.result().getByRole("row").allTextContents();
    expect(rows[1]).toMatch(/^cat\.jpga cat> 0\.999.*NEEDS_EXPORT/);
    expect(rows[2]).toMatch(/^coffee\.jpga cup of coffee/);
  });

  it("have the error of a photo in its row", async () => {
    await playground.tab("ClassifyImages").click();
    await page
      .getByLabel("Photos to attach")
      .setInputFiles([
        { name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") },
      ]);
    await playground.strip().getByText("broken.jpg is in $images.").waitFor();
    await run(page);
    const row = playground.result().locator("ul > li").filter({ hasText: "broken.jpg" });
    expect(await row.textContent()).toMatch(/^broken\.jpg.*(JPEG|image)/);
    expect(await playground.result().locator("ul > li").count()).toBe(4);
  });

  it("are JSON where there is nothing to draw, and by one click, which is remembered", async () => {
    await playground.tab("Models").click();
    await run(page);
    await page.locator(".result-window", { hasText: '"models"' }).waitFor();
    expect(await json().count()).toBe(0);

    await playground.tab("Classify").click();
    await run(page);
    await playground.result().waitFor();
    expect(await page.locator(".result-window").isVisible()).toBe(false);
    await json().click();
    await page.locator(".result-window", { hasText: '"label": "a cat"' }).waitFor();
    expect(await playground.result().count()).toBe(0);

    await page.reload();
    await openPlayground(page, playground.url);
    await run(page);
    await json().waitFor();
    expect(await json().getAttribute("aria-pressed")).toBe("true");
  });

  it("are marked as earlier while the editors hold something else, and run again", async () => {
    await run(page);
    await playground.result().getByText("cat.jpg").waitFor();
    expect(await earlier().count()).toBe(0);

    await playground.strip().getByRole("button", { name: "coffee.jpg", exact: true }).click();
    await earlier().waitFor();
    await playground.result().getByText("cat.jpg").waitFor();

    // A tab has its own result, and gets it back.
    await playground.tab("Similarity").click();
    await expect.poll(() => earlier().count()).toBe(0);
    await run(page);
    await playground.tab("Classify").click();
    await earlier().waitFor();

    await page.getByRole("button", { name: "Run again" }).click();
    await playground.result().getByText("coffee.jpg").waitFor();
    expect(await earlier().count()).toBe(0);
  });

  it("belong to the file that was sent, not to another with its name", async () => {
    await playground.attach("astronaut.jpg");
    await run(page);
    await playground.result().getByText("astronaut.jpg").waitFor();
    await playground.strip().getByRole("button", { name: "Remove astronaut.jpg" }).click();
    const buffer = readFileSync(photo("rocket.jpg"));
    const another = { name: "astronaut.jpg", mimeType: "image/jpeg", buffer };
    await page.getByLabel("Photos to attach").setInputFiles([another]);
    await playground.strip().getByText("astronaut.jpg is in $image.").waitFor();
    await earlier().waitFor();
  });

  it.each(["light", "dark"] as const)(
    "are accessible, as all of ours is, in %s",
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const name of ["ClassifyImages", "Similarity", "Compare"]) {
        await playground.tab(name).click();
        await run(page);
        await playground.strip().getByRole("button", { name: "cat.jpg", exact: true }).click();
        await earlier().waitFor();
        await playground.result().waitFor();
        const ours = new AxeBuilder({ page }).include([
          "body > header",
          "#photos",
          ".graphiql-footer",
        ]);
        const { violations } = await ours.analyze();
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html }) => `${id}: ${html}`),
        );
        expect(found, name).toEqual([]);
      }
    },
  );

  /** Whether each photo in the result was loaded. */
  function thumbnails(): Promise<boolean[]> {
    const images = playground.result().locator("img");
    return images.evaluateAll((all) =>
      all.map((image) => (image as HTMLImageElement).naturalWidth > 0),
    );
  }
});
