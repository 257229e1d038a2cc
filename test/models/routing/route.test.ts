import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { route } from "../../../models/routing/route.ts";
import type { Needs } from "../../../models/routing/types.ts";
import {
  bestForResearch,
  bestLabeller,
  bestLocal,
  cloudTable,
  modelTable,
} from "../../fixtures/routing/table.ts";
import { models, world } from "./world.ts";

const boolean = { true: true, false: false, unsaid: undefined } as const;
const priorities = {
  QUALITY: "QUALITY",
  BALANCE: "BALANCE",
  SPEED: "SPEED",
  unsaid: undefined,
} as const;

/** Every combination of what the tree asks for. */
const inputs = product({
  english: ["yes", "no"],
  cloud: ["true", "false", "unsaid"],
  server: ["auto", "on", "off"],
  credentials: ["yes", "no"],
  gcp: ["true", "false", "unsaid"],
  video: ["yes", "no"],
  priority: ["QUALITY", "BALANCE", "SPEED", "unsaid"],
} as const);

function needsOf(input: (typeof inputs)[number]): Needs {
  return {
    language: input.english === "yes" ? "en-GB" : "fr",
    modalities: input.video === "yes" ? ["TEXT", "VIDEO"] : ["TEXT", "IMAGE"],
    priority: priorities[input.priority],
    cloud: boolean[input.cloud],
    gcp: boolean[input.gcp],
  };
}

function worldOf({ server, credentials }: (typeof inputs)[number]) {
  return world({ cloud: server, hasCloudCredentials: credentials === "yes" });
}

function rowOf(input: (typeof inputs)[number]) {
  const cloud = only(cloudTable, input).comesTo;
  return only(modelTable, { ...input, cloud });
}

describe("every combination of needs and settings", () => {
  test("there are 864, and each is in exactly one row of the table", () => {
    expect(inputs).toHaveLength(864);
    for (const input of inputs) {
      rowOf(input);
    }
  });

  test("leads to the model of its row", async () => {
    for (const input of inputs) {
      const { model } = rowOf(input);
      const { recommended } = await route(needsOf(input), worldOf(input));
      const expected = model === "best local" ? bestLocal.fr : model;
      expect(recommended.id, JSON.stringify(input)).toBe(expected);
    }
  });

  test("leads to the second model of its row when the first is too slow", async () => {
    for (const input of inputs) {
      const row = rowOf(input);
      if (!("second" in row)) {
        continue;
      }
      const slow = { ...worldOf(input), expectedLatency: latencies({ [row.model]: 300 }) };
      const { recommended } = await route({ ...needsOf(input), maxLatencyMs: 200 }, slow);
      expect(recommended.id, JSON.stringify(input)).toBe(row.second);
    }
  });

  test("selects the second model of its row when only the first is missing", async () => {
    for (const input of inputs) {
      const row = rowOf(input);
      if (!("second" in row)) {
        continue;
      }
      const { cloud, hasCloudCredentials } = worldOf(input);
      const ready = models.map(({ id }) => id).filter((id) => id !== row.model);
      const there = world({ cloud, hasCloudCredentials, ready });
      const answer = await route(needsOf(input), there);
      expect(answer.recommended.id, JSON.stringify(input)).toBe(row.model);
      expect(answer.selected.id, JSON.stringify(input)).toBe(row.second);
      expect(answer.fallback).toBe(true);
    }
  });
});

test("for classification, too, every combination leads to the model of its row", async () => {
  for (const input of inputs.filter(
    ({ english, server }) => english === "yes" && server === "auto",
  )) {
    const { model } = rowOf(input);
    const needs = { ...needsOf(input), task: "CLASSIFICATION" } as const;
    const { recommended } = await route(needs, worldOf(input));
    expect(recommended.id, JSON.stringify(input)).toBe(model);
  }
});

describe("the best local model", () => {
  test.each(Object.entries(bestLabeller))("for labelling in %s is %s", async (language, id) => {
    const needs = { language, cloud: false, task: "CLASSIFICATION" } as const;
    expect((await route(needs, world())).recommended.id).toBe(id);
  });

  test.each(Object.entries(bestForResearch))("for research in %s is %s", async (language, id) => {
    const needs = { language, cloud: false, commercialUse: false };
    expect((await route(needs, world())).recommended.id).toBe(id);
  });

  test.each(Object.entries(bestLocal))("for %s is %s", async (language, id) => {
    const answer = await route({ language, cloud: false }, world({ ready: "all" }));
    expect(answer.recommended.id).toBe(id);
    expect(answer.selected.id).toBe(id);
  });

  test("is told with its recall, and with a warning where that is next to nothing", async () => {
    const answers = async (language: string) =>
      (await route({ language, cloud: false }, world())).steps.map(({ answer }) => answer);
    expect(await answers("fr")).toContain(
      "google/siglip2-so400m-patch16-384, with a recall of 87.6 %",
    );
    expect((await answers("sw")).join()).toContain("5.1 %, which is close to useless");
  });

  test("for labelling is told with an estimate, and without where there are no figures", async () => {
    const said = async (needs: Partial<Needs>, few = models) => {
      const asked = { cloud: false, task: "CLASSIFICATION", ...needs } as const;
      const { steps } = await route(asked, world({ models: few }));
      const { answer, reason } = steps.find(({ question }) => question.includes("labels photos"))!;
      return `${answer} | ${reason}`;
    };
    expect(await said({ language: "fr" })).toMatch(
      /, an estimated 84\.1 % \| Estimated: 84\.1 % .* keep 100 %, as it does of its recall on Cross/,
    );
    expect(await said({ language: "ca" })).toMatch(
      /, an estimated \S+ % \| .* in the languages of Crossmodal-3600, of which this is none\.$/,
    );
    const unmeasured = models.filter(({ id }) => id.includes("metaclip"));
    expect(await said({ language: "fr", commercialUse: false }, unmeasured)).toBe(
      `${unmeasured[0]!.id} | Nobody published figures for this language; this is the best of the models that list it.`,
    );
  });

  test("multilingual-v1 comes right below XLM-RoBERTa base in languages that it lists", async () => {
    const { alternatives } = await route({ language: "zh", cloud: false }, world({ ready: "all" }));
    const ids = alternatives.map(({ id }) => id);
    const place = ids.indexOf("sentence-transformers/clip-ViT-B-32-multilingual-v1");
    expect(ids[place - 1]).toBe("laion/CLIP-ViT-B-32-xlm-roberta-base-laion5B-s13B-b90k");
  });
});

test("any needs end in a model that the caller may use, with a path and without repetition", async () => {
  const needs = fc.record(
    {
      language: fc.constantFrom("en", "fr", "zh-Hans", "und", "quz", "eo", "mul", null),
      texts: fc.array(fc.constantFrom("cat", "猫", "ein Haus am See", ""), { maxLength: 3 }),
      modalities: fc.subarray(["TEXT", "IMAGE", "VIDEO"] as const),
      priority: fc.constantFrom("QUALITY" as const, "BALANCE" as const, "SPEED" as const, null),
      maxLatencyMs: fc.constantFrom(100, 1000, null),
      cloud: fc.constantFrom(true, false, null),
      gcp: fc.constantFrom(true, false, null),
      task: fc.constantFrom("RETRIEVAL" as const, "CLASSIFICATION" as const, null),
      commercialUse: fc.constantFrom(true, false, null),
      fallback: fc.constantFrom(true, false, null),
    },
    { requiredKeys: [] },
  );
  const ids = models.map(({ id }) => id);
  const covered = fc.option(fc.subarray(ids, { minLength: 1, maxLength: 5 }));
  await fc.assert(
    fc.asyncProperty(needs, fc.subarray(ids), fc.boolean(), covered, async (...given) => {
      const [needs, ready, hasCloudCredentials, covered] = given;
      const covers = covered && (({ id }: { id: string }) => covered.includes(id));
      const there = world({ ready, hasCloudCredentials, ...(covers && { covers }) });
      const answer = await route(needs, there).catch((error: Error) => error.message);
      if (typeof answer === "string") {
        expect(answer).toMatch(
          /^(No|There is no) (local )?model that this key covers( takes (TEXT|IMAGE|VIDEO|this)|\.$)/,
        );
        expect(covered).not.toBeNull();
        return;
      }
      const { recommended, selected, fallback, alternatives, steps } = answer;
      expect(models).toContain(recommended);
      expect(models).toContain(selected);
      expect(fallback).toBe(selected !== recommended);
      expect(alternatives).not.toContain(recommended);
      expect(new Set(alternatives).size).toBe(alternatives.length);
      for (const { question, answer, reason } of steps) {
        expect(question).toMatch(/\?$/);
        expect(answer).not.toBe("");
        expect(reason).toMatch(/\.$/);
      }
      if (needs.cloud === false) {
        for (const model of [recommended, selected, ...alternatives]) {
          expect(model.hosting).toBe("LOCAL");
        }
      }
      for (const model of [recommended, selected, ...alternatives]) {
        expect(covers?.(model) ?? true).toBe(true);
        expect(model.commercialUse !== false || needs.commercialUse === false).toBe(true);
        expect(model.commercialUse === true || needs.commercialUse !== true).toBe(true);
      }
      if (there.availability(recommended).status === "READY") {
        expect(selected).toBe(recommended);
      }
    }),
    { numRuns: 300 },
  );
});

function latencies(slow: Readonly<Record<string, number>>) {
  return ({ id }: { id: string }) => ({ ms: slow[id] ?? 100, source: "estimated" }) as const;
}

/** The one row whose values agree with the input's; `*` agrees with everything. */
function only<Row extends object>(
  table: readonly Row[],
  input: Readonly<Record<string, string>>,
): Row {
  const rows = table.filter((row) =>
    Object.entries(row).every(
      ([key, value]) => !(key in input) || value === "*" || value === input[key],
    ),
  );
  expect(rows, JSON.stringify(input)).toHaveLength(1);
  return rows[0]!;
}

function product<Space extends Readonly<Record<string, readonly string[]>>>(space: Space) {
  type Point = { [Key in keyof Space]: Space[Key][number] };
  return Object.entries(space).reduce<object[]>(
    (points, [key, values]) =>
      points.flatMap((point) => values.map((value) => ({ ...point, [key]: value }))),
    [{}],
  ) as Point[];
}
