import type { Page } from "playwright-core";
import { readFileSync } from "node:fs";
import { beforeEach, expect, it } from "vitest";
import { examples } from "../../src/pages/playground/examples/examples.ts";
import { describeUnless } from "../support/needs.ts";
import { ffmpeg, noFfmpeg } from "../src/video/clips.ts";
import { openPlayground, run, variables } from "./browser.ts";
import { noChromium } from "./chromium.ts";
import { photo, playgroundPerTest } from "./playground.ts";
import type { Box, Playground } from "./playground.ts";

describeUnless(noChromium)("the playground in Chromium", () => {
  const open = playgroundPerTest({
    MAX_IMAGE_BYTES: "100000",
    MAX_FILES: "16",
    FFMPEG_PATH: ffmpeg,
  });
  let playground: Playground;
  let page: Page;
  beforeEach(() => {
    playground = open();
    ({ page } = playground);
  });

  it("opens with the examples as tabs, and classifies the photo that ships with it", async () => {
    expect(await page.title()).toBe("Parallax");
    for (const { query } of examples) {
      await playground.tab(operationName(query)).waitFor();
    }

    expect(await run(page)).toMatchObject({ data: { classify: { best: { label: "a cat" } } } });
    await playground.result().getByRole("listitem").filter({ hasText: "a cat" }).first().waitFor();
  });

  it("answers every example without an error, but for a video where there is no ffmpeg", async () => {
    for (const { query } of examples) {
      await playground.tab(operationName(query)).click();
      const answer = await run(page);
      if (noFfmpeg && query.includes("embedVideo")) {
        const message = expect.stringContaining("ffmpeg") as string;
        expect(answer).toMatchObject({ errors: [{ message }] });
      } else {
        expect(answer, query).toEqual({ data: expect.anything() });
      }
    }
  });

  it("attaches a photo from disk in place of the shipped one, under a name of its own", async () => {
    await playground.attach("coffee.jpg");

    expect(await variables(page)).toMatchObject({ image: { upload: "coffee-2.jpg" } });
    expect(await playground.notice()).toBe("coffee-2.jpg is in $image.");
    expect(await run(page)).toMatchObject({
      data: { classify: { best: { label: "a cup of coffee" } } },
    });
  });

  it("adds a dropped photo to a list, and takes it out again when it is removed", async () => {
    await playground.tab("Similarity").click();
    await playground.drop("astronaut.jpg");

    const { data } = (await run(page)) as { data: { similarity: { scores: number[][] } } };
    expect(data.similarity.scores).toHaveLength(4);

    await playground.strip().getByRole("button", { name: "Remove astronaut.jpg" }).click();
    const uploads = ["cat.jpg", "coffee.jpg", "rocket.jpg"].map((upload) => ({ upload }));
    expect(await variables(page)).toMatchObject({ images: uploads });
    expect(await playground.strip().getByText("astronaut.jpg", { exact: true }).count()).toBe(0);
  });

  it("says so when the operation takes no photo, and keeps the photo at hand", async () => {
    await playground.tab("Models").click();
    await playground.attach("astronaut.jpg");
    expect(await playground.notice()).toContain(
      "This operation has no variable of type ImageInput",
    );

    await playground.tab("EmbedImage").click();
    await playground.strip().getByRole("button", { name: "astronaut.jpg", exact: true }).click();
    expect(await variables(page)).toEqual({ image: { upload: "astronaut.jpg" } });
  });

  it("says in one line where many photos went and what is no image, and shows the last", async () => {
    await playground.tab("Similarity").click();
    const buffer = readFileSync(photo("coffee.jpg"));
    await page.getByLabel("Photos to attach").setInputFiles([
      ...Array.from({ length: 12 }, (_, i) => ({
        name: `${i}.jpg`,
        mimeType: "image/jpeg",
        buffer,
      })),
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("notes") },
    ]);
    await playground
      .strip()
      .getByText("12 photos are in $images. notes.txt is not an image or a video.")
      .waitFor();
    const last = playground.strip().getByRole("button", { name: "Remove 11.jpg" });
    await expect
      .poll(async () => isWithin(await last.boundingBox(), await playground.box("#photos ul")))
      .toBe(true);
  });

  it("brings the result into sight where the panes stand below each other", async () => {
    await page.setViewportSize({ width: 800, height: 600 });
    const response = () => playground.box(".graphiql-response");
    expect(isWithin(await response(), await playground.box("#root"))).toBe(false);
    await run(page);
    await expect
      .poll(async () => isWithin(await response(), await playground.box("#root")))
      .toBe(true);

    // The operation's editor makes room.
    const editor = await playground.box(".graphiql-query-editor .monaco-editor");
    expect(editor.y).toBeLessThan((await playground.box("#root")).y);
  });

  it("puts a video into the variable that takes one", async () => {
    await playground.tab("EmbedVideo").click();
    await playground.attach("../../../src/pages/photos/scenes.mp4");
    expect(await variables(page)).toMatchObject({ video: { upload: "scenes-2.mp4" } });
    expect(await playground.notice()).toBe("scenes-2.mp4 is in $video.");
  });

  it("puts all photos into a list in one step, where the operation has one", async () => {
    const all = playground.strip().getByRole("button", { name: "Use all" });
    expect(await all.count()).toBe(0);

    await playground.tab("ClassifyImages").click();
    expect(await all.isDisabled()).toBe(true);
    await playground.strip().getByRole("button", { name: "cat.jpg", exact: true }).click();
    await playground.attach("astronaut.jpg", "chelsea.jpg");
    await playground.strip().getByRole("button", { name: "chelsea.jpg", exact: true }).click();
    await all.click();
    const uploads = ["coffee.jpg", "rocket.jpg", "astronaut.jpg", "cat.jpg", "chelsea.jpg"];
    expect(await variables(page)).toMatchObject({ images: uploads.map((upload) => ({ upload })) });
    expect(await playground.notice()).toBe("2 photos are in $images.");
  });

  it("tells of files that the server would refuse when they are attached, and places none", async () => {
    await playground.tab("Similarity").click();
    const small = { mimeType: "image/jpeg", buffer: readFileSync(photo("coffee.jpg")) };
    await page
      .getByLabel("Photos to attach")
      .setInputFiles([
        { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg/>") },
        { name: "large.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(123_456) },
        ...Array.from({ length: 15 }, (_, i) => ({ name: `${i}.jpg`, ...small })),
      ]);

    const said = [
      "13 photos are in $images.",
      "The server takes 16 files a request: 2 photos stay out of the variables.",
      "drawing.svg is SVG; the server reads JPEG, PNG, WebP, GIF, TIFF and AVIF.",
      "large.jpg has 0.12 MB; the server takes photos of up to 0.1 MB.",
    ];
    await expect.poll(playground.notice).toBe(said.join(" "));
    const { images } = (await variables(page)) as { images: { upload: string }[] };
    expect(images).toHaveLength(16);
    expect(await playground.strip().getByText("large.jpg", { exact: true }).count()).toBe(0);
  });

  it("runs the operation by Ctrl+Enter once, wherever the focus is", async () => {
    let asked = 0;
    page.on("request", (request) => (asked += request.method() === "POST" ? 1 : 0));
    const before = await variables(page);
    for (const focused of [
      playground.strip().getByRole("button", { name: "coffee.jpg", exact: true }),
      page.getByRole("link", { name: "Compare models" }),
      page.locator(".graphiql-query-editor textarea").first(),
    ]) {
      await focused.focus();
      await page.keyboard.press("Control+Enter");
      await playground.result().getByText("> 0.999").waitFor();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Execute query" }).waitFor();
    }
    expect(asked).toBe(3);
    expect(await variables(page)).toEqual(before);
    expect(new URL(page.url()).pathname).toBe("/graphql");
  });

  it("opens a query of the address in a tab, once, and leaves it to the visitor to run", async () => {
    const query =
      "query One { limits { maxFiles } } query Two($id: ID!) { model(id: $id) { name } }";
    const linked = { query, variables: '{"id":"parallax/mini"}', operationName: "Two" };
    for (const visit of ["first", "later"]) {
      await page.evaluate((visit) => visit === "first" && localStorage.clear(), visit);
      const asked = page.waitForRequest(
        (request) => request.postData()?.includes("__schema") ?? false,
      );
      await openPlayground(page, `${playground.url}?${new URLSearchParams(linked)}`);
      await asked;

      await expect.poll(() => page.url()).toBe(playground.url);
      await expect.poll(() => variables(page)).toEqual({ id: "parallax/mini" });
      expect(await page.locator(".result-window").textContent()).not.toContain("data");
      await playground.tab("Classify").waitFor();
    }
    await page.keyboard.press("Control+Enter");
    await page.locator(".result-window", { hasText: '"name"' }).waitFor();

    // GraphiQL keeps its tabs half a second after their last change.
    const kept = () => page.evaluate(() => localStorage["parallax:graphiql:tabState"] as string);
    await expect.poll(kept).toContain("query Two");
    await openPlayground(page, playground.url);
    expect(await page.getByRole("button", { name: "Two", exact: true }).count()).toBe(1);
  });

  it("keeps the play button in sight and numbers whole on a phone", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await run(page);
    await page.getByRole("button", { name: "JSON", exact: true }).click();

    const play = await page.getByRole("button", { name: "Execute query" }).boundingBox();
    expect(isWithin(play, { x: 0, y: 0, width: 390, height: 844 })).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    const lines = page.locator(".result-window .view-line");
    await expect.poll(() => lines.count()).toBeGreaterThan(10);
    for (const line of await lines.allTextContents()) {
      // By default a line would break after a number's point, and start in its middle.
      expect(line).not.toMatch(/\d\.$/);
      expect(line.trim()).toMatch(/^\D|^\d+\.\d+(e-\d+)?$/);
    }
  });

  it("remembers a visitor's own tabs but no files, says so, and has the examples ready", async () => {
    await playground.attach("astronaut.jpg");
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
