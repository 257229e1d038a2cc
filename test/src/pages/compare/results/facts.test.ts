import { describe, expect, it } from "vitest";
import { factsOf } from "../../../../../src/pages/compare/results/facts.ts";
import { dollars, duration, signed, size } from "../../../../../src/pages/shared/numbers.ts";
import { priceOfThousand } from "../../../../../src/pages/compare/results/prices.ts";
import type { Column } from "../../../../../src/pages/compare/types.ts";
import { column, cosines, sampleModel, tooLarge } from "../sample.ts";

const answer = cosines(0.1, 0.2);

function factOf(name: string, ...columns: Column[]) {
  return factsOf(columns)
    .flatMap(({ facts }) => facts)
    .find((fact) => fact.name === name)!;
}

describe("the facts of models", () => {
  it("have the time per photo that was answered", () => {
    const { values } = factOf(
      "Time per photo, this run",
      column([answer, answer, tooLarge, undefined], { latencyMs: 50, computed: 2 }),
    );
    expect(values[0]).toMatchObject({ text: "25 ms", note: "2 photos and the labels in 50 ms" });
  });

  it("call nobody the fastest for a part of the photos, or before the last answer", () => {
    const whole = column([answer, answer], { latencyMs: 200, computed: 2 });
    const slower = column([answer, answer], { latencyMs: 300, computed: 2 });
    const part = column([answer, answer], { latencyMs: 40, computed: 1 });
    const running = column([answer, undefined], { latencyMs: 10, computed: 1, state: "RUNNING" });
    const fact = factOf("Time per photo, this run", part, running, whole, slower);
    expect(fact.values[0]).toMatchObject({
      text: "40 ms",
      note: "1 photo and the labels; the others were computed earlier",
    });
    expect(fact.best).toEqual([2]);
  });

  it("call nobody the fastest for answers from the cache", () => {
    const cached = column([answer], { latencyMs: 1, computed: 0 });
    const slow = column([answer], { latencyMs: 100, computed: 1 });
    const slower = column([answer], { latencyMs: 200, computed: 1 });
    const fact = factOf("Time per photo, this run", cached, slow, slower);
    expect(fact.values[0]!.text).toBe("from the cache");
    expect(fact.best).toEqual([1]);
  });

  it("mark the lowest or the highest, all that share it, and nobody alone", () => {
    const sized = (sizeBytes: number | null) => column([], { model: sampleModel({ sizeBytes }) });
    const name = "Size of the weights";
    expect(factOf(name, sized(2e6), sized(1e6), sized(1e6), sized(null)).best).toEqual([1, 2]);
    expect(factOf(name, sized(1e6), sized(null)).best).toEqual([]);
    expect(factOf(name, sized(1e6), sized(1e6)).best).toEqual([]);
    const texts = (maxTextTokens: number) => column([], { model: sampleModel({ maxTextTokens }) });
    expect(factOf("Longest text", texts(64), texts(77)).best).toEqual([1]);
  });

  it("say of a licence what it is, and whether it is for research only", () => {
    const licence = (facts: Parameters<typeof sampleModel>[0]) =>
      factOf("Licence", column([], { model: sampleModel(facts) })).values[0];
    expect(licence({ license: "MIT", commercialUse: true })).toEqual({
      text: "MIT",
      note: "open weights",
    });
    expect(licence({ license: "apple-amlr", commercialUse: false })).toEqual({
      text: "apple-amlr",
      note: "research only",
    });
    expect(licence({ openSource: false })!.text).toBe("not known");
  });

  it("say where a model runs, and where photos go", () => {
    const runs = (provider: string, hosting: "LOCAL" | "CLOUD") =>
      factOf("Runs", column([], { model: sampleModel({ provider, hosting }) })).values[0];
    expect(runs("onnx", "LOCAL")).toEqual({ text: "on this server", note: "by onnx" });
    expect(runs("cohere", "CLOUD")).toEqual({
      text: "in the cloud",
      note: "photos are sent to cohere",
    });
    expect(runs("remote", "LOCAL")).toEqual({
      text: "on another server of yours",
      note: "photos are sent there",
    });
  });

  it("say how an expected latency is known", () => {
    const of = (source: "MEASURED" | "ESTIMATED" | "ASSUMED") =>
      factOf(
        "Time per input, expected",
        column([], { model: sampleModel({ expectedLatency: { ms: 12.4, source } }) }),
      ).values[0]!;
    expect(of("MEASURED")).toEqual({
      text: "12 ms",
      note: "measured on this server",
      number: 12.4,
    });
    expect(of("ESTIMATED").note).toContain("estimated");
    expect(of("ASSUMED").note).toContain("nothing was measured");
  });

  it("have a row for each figure that was published, compared by data set and measure", () => {
    const published = (value: number, metric = "top-1, %") =>
      column([], {
        model: sampleModel({
          benchmarks: [{ dataset: "Birds", metric, value, source: "a paper" }],
        }),
      });
    const fact = factOf("Birds: top-1, %", published(70), published(80), published(99, "R@1"));
    expect(fact.values.map(({ text }) => text)).toEqual(["70", "80", "–"]);
    expect(fact.best).toEqual([1]);
  });

  it("name languages", () => {
    const of = (languages: string[], multilingual = true) =>
      factOf("Languages", column([], { model: sampleModel({ languages, multilingual }) }))
        .values[0];
    expect(of(["en"], false)).toEqual({ text: "English" });
    expect(of(["de", "pt-BR"])).toEqual({
      text: "2 languages",
      note: "German, Brazilian Portuguese",
    });
    expect(of([], false)).toEqual({ text: "not known" });
    expect(of([])).toEqual({ text: "several" });
  });

  it("cost nothing but compute on this server, and are unknown without an answer", () => {
    const cloud = sampleModel({ hosting: "CLOUD" });
    const costs = factOf(
      "Cost of this run",
      column([answer]),
      column([answer], { model: cloud, costUsd: 0.00012 }),
      column([undefined], { model: cloud }),
    );
    expect(costs.values.map(({ text }) => text)).toEqual(["compute only", "$0.00012", "–"]);
  });
});

describe("the price of a thousand", () => {
  const priced = (unit: string, usd: number, usdMax: number | null = null) =>
    sampleModel({
      hosting: "CLOUD",
      pricing: [{ modality: "IMAGE", unit, usd, usdMax, note: null }],
    });

  it.each([
    ["image", 0.0001, null, "$0.10", 0.1],
    ["embedding", 0.002, null, "$2", 2],
    ["1K embeddings", 0.1, 0.76, "$0.10 to $0.76", 0.1],
    ["1M images", 120, null, "$0.12", 0.12],
    ["100 images", 0.05, null, "$0.50", 0.5],
  ])("is computed from what %s costs", (unit, usd, usdMax, text, thousand) => {
    const price = priceOfThousand(priced(unit, usd, usdMax), "IMAGE");
    expect(price.text).toBe(text);
    expect(price.usd).toBeCloseTo(thousand, 12);
  });

  it("stands as it is where it is for tokens, characters or seconds", () => {
    const price = priceOfThousand(priced("1M tokens", 0.47), "IMAGE");
    expect(price).toEqual({ text: "$0.47 per 1M tokens", note: undefined });
  });

  it("is compute alone for a local model, and unknown for a service without a price", () => {
    expect(priceOfThousand(sampleModel(), "IMAGE").text).toBe("compute only");
    expect(priceOfThousand(priced("image", 1), "TEXT").text).toBe("not known");
  });
});

describe("numbers for people", () => {
  it("have as many digits as matter", () => {
    expect([0, 0.000123, 0.0099, 0.1, 2, 12.5].map(dollars)).toEqual([
      "$0",
      "$0.00012",
      "$0.0099",
      "$0.10",
      "$2",
      "$12.50",
    ]);
    expect([0.42, 9.96, 123.4, 1234, 61_000].map(duration)).toEqual([
      "0.4 ms",
      "10.0 ms",
      "123 ms",
      "1.2 s",
      "61 s",
    ]);
    expect([200_000, 31_714_047, 1.71e9].map(size)).toEqual(["1 MB", "32 MB", "1.7 GB"]);
    expect([-0.251, -0.001, 1].map(signed)).toEqual(["−0.25", "0.00", "1.00"]);
  });
});
