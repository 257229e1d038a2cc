import { describe, expect, test } from "vitest";
import { route } from "../../../models/routing/route.ts";
import { models, world } from "./world.ts";

const mini = "parallax/mini";
const siglip = "google/siglip-base-patch16-224";

const steps = async (...parameters: Parameters<typeof route>) =>
  (await route(...parameters)).steps.map(({ question, answer, reason }) =>
    [question, answer, reason].join(" | "),
  );

describe("latency", () => {
  test.each([
    ["measured", "median of this server's own calls"],
    ["estimated", "GFLOPs"],
    ["assumed", "nothing was measured here"],
  ] as const)("the step says that the figure is %s", async (source, words) => {
    const all = await steps({ maxLatencyMs: 150, language: "en" }, world({ source }));
    expect(all.join("\n")).toContain(`${siglip} takes about 100 ms (${source})`);
    expect(all.join("\n")).toContain(words);
  });

  test("the step names the model that is too slow, and the one taken instead", async () => {
    const latency = { [siglip]: 400, "laion/CLIP-ViT-L-14-laion2B-s32B-b82K": 900 };
    const all = await steps({ maxLatencyMs: 150, language: "en" }, world({ latency }));
    const step = all.find((line) => line.includes("within 150 ms"));
    expect(step).toContain(`no: ${siglip} takes about 400 ms (estimated)`);
    // The most accurate of the others.
    expect(step).toContain("google/siglip2-so400m-patch16-384 takes about 100 ms (estimated)");
  });

  test("a model that knows the language comes before a cloud model that does not", async () => {
    const slow = models.filter((model) => model.hosting === "CLOUD" && model.multilingual);
    const latency = Object.fromEntries(slow.map(({ id }) => [id, 900]));
    const there = world({ ready: "all", latency });
    const { recommended } = await route({ language: "fr", maxLatencyMs: 200 }, there);
    expect(recommended.id).toBe("google/siglip2-so400m-patch16-384");
  });

  test("a language is given up before the budget is, and a step says so", async () => {
    const answer = await route(
      { language: "fr", maxLatencyMs: 20 },
      world({ latency: { [mini]: 15 } }),
    );
    expect(answer.recommended.id).toBe(mini);
    expect(answer.steps.at(-1)?.question).toBe("Does parallax/mini know French (fr)?");
  });

  test("the model that knows the language best is named though it is too slow, then the next", async () => {
    const best = "google/siglip2-so400m-patch16-384";
    const all = await steps(
      { language: "fr", cloud: false, maxLatencyMs: 200 },
      world({ latency: { [best]: 900, "visheratin/nllb-siglip-mrl-large": 900 } }),
    );
    const later = all.slice(4);
    expect(later[0]).toContain(`knows French (fr) best? | ${best}, with a recall of 87.6 %`);
    expect(later[1]).toContain(`no: ${best} takes about 900 ms (estimated)`);
    expect(later[1]).toMatch(
      /-256 takes about 100 ms \(estimated\), with a recall of 86\.9 %, and is the next/,
    );
  });

  test("when no model fits, the error names the fastest and its latency", async () => {
    const there = world({ latency: { [mini]: 12.5 } });
    await expect(route({ maxLatencyMs: 5 }, there)).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: expect.stringMatching(
        /maxLatencyMs 5\b.*fastest is parallax\/mini: 13 ms \(estimated\)/,
      ),
    });
  });

  test("a key for cloud models only has no local model, and the error says just that", async () => {
    const there = world({ covers: ({ hosting }) => hosting === "CLOUD" });
    await expect(route({ cloud: false }, there)).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: "There is no local model that this key covers.",
    });
  });

  test("a fast cloud model does not count where the cloud is forbidden", async () => {
    const there = world({ latency: { "cohere/embed-v4.0": 1 } });
    await expect(route({ maxLatencyMs: 5, cloud: false }, there)).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: expect.stringContaining("No local model"),
    });
  });

  test.each([0, -1, Number.NaN, Infinity])("%d is no budget", async (maxLatencyMs) => {
    await expect(route({ maxLatencyMs }, world())).rejects.toMatchObject({
      code: "BAD_INPUT",
      message: expect.stringContaining(String(maxLatencyMs)),
    });
  });
});

describe("language", () => {
  test.each(["French", "pt_BR", "", "e", "en-"])("%j is no tag", async (language) => {
    await expect(route({ language }, world())).rejects.toMatchObject({ code: "BAD_INPUT" });
  });

  test.each([
    [{}, "yes: English (en), as nothing says otherwise"],
    [{ language: "en-AU" }, "yes: Australian English (en-AU), as the caller says"],
    [{ language: "und" }, "yes: English (en), as the caller says"],
    [{ language: "pt-br" }, "no: Brazilian Portuguese (pt-BR), as the caller says"],
    [{ texts: ["cat"] }, "yes: English (en), too short to tell: taken as English"],
    [
      { texts: ["un chat noir dort sur le canapé"] },
      "no: French (fr), detected from the words of the text",
    ],
    [{ texts: ["黑猫"] }, "no: Chinese (zh), detected from the Chinese letters of the text"],
    // What the caller says wins over what is detected.
    [{ language: "en", texts: ["黑猫"] }, "yes: English (en), as the caller says"],
  ])("%j is answered with %j", async (needs, answer) => {
    const { steps } = await route(needs, world());
    expect(steps[0]).toMatchObject({ question: "Is the text in English?", answer });
  });
});

describe("modalities", () => {
  test("video goes by frames where no model takes it natively", async () => {
    const needs = { language: "fr", modalities: ["VIDEO"] as const };
    expect((await steps(needs, world())).join("\n")).toContain("take video? | by frames");
    const cannot = (await steps(needs, world({ samplesFrames: false }))).join("\n");
    expect(cannot).toContain("take video? | not here");
  });

  test("a model that cannot take what is wanted is no alternative", async () => {
    const { models } = world();
    const reader = { ...models.find(({ id }) => id === siglip)!, video: "NONE" } as const;
    const textOnly = [
      { ...reader, modalities: ["TEXT"] as const },
      ...models.filter(({ id }) => id !== siglip),
    ];
    const there = world({ models: textOnly });
    const answer = await route(
      { language: "en", modalities: ["IMAGE", "VIDEO"], cloud: false },
      there,
    );
    expect([answer.recommended, ...answer.alternatives].map(({ id }) => id)).not.toContain(siglip);
    await expect(
      route(
        { modalities: ["IMAGE"] },
        world({ models: textOnly.filter(({ id }) => id === siglip) }),
      ),
    ).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE", retryable: false });
  });
});

test("a variant is as good as its full model, also for a key that does not cover that one", async () => {
  const variant = models.find(({ variantOf }) => variantOf === siglip)!;
  const covered = [mini, "openai/clip-vit-base-patch32", variant.id];
  const covers = ({ id }: { readonly id: string }) => covered.includes(id);
  const needs = { language: "en", priority: "QUALITY" } as const;
  expect((await route(needs, world({ covers }))).recommended.id).toBe(variant.id);
});
