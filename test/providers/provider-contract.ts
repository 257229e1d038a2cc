import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Input, Model } from "../../models/model.ts";
import type { EmbedOptions, Pass, Provider, Row } from "../../providers/provider.ts";

/** A provider to test, with a model of it that is READY. */
export interface Subject {
  readonly provider: Provider;
  readonly model: Model;
  /** Lists of at least four different inputs, each list of one modality. */
  readonly inputs: readonly (readonly Input[])[];
  /** An input that cannot be embedded, such as a broken image. */
  readonly bad?: Input;
  /** Makes calls hang until `release`; resolves when one does. Absent: its calls end by themselves. */
  stall?(): { stalled: Promise<void>; release(): void };
  /** Of what was started beside the provider. */
  close?(): Promise<void>;
}

/** What every provider promises in providers/provider.ts. */
export function testProvider(name: string, make: () => Promise<Subject>): void {
  describe(`${name} as a provider`, () => {
    let subject: Subject;
    let opened: Subject | undefined;
    beforeAll(async () => void (opened = subject = await make()));
    afterAll(async () => {
      await opened?.provider.close();
      await opened?.close?.();
    });

    const embed = (inputs: readonly Input[], options: Partial<EmbedOptions> = {}) => {
      const { dimensions } = subject.model;
      const { provider, model } = subject;
      return provider.embed(model, inputs, { dimensions, purpose: "DOCUMENT", ...options });
    };
    const most = ([input]: readonly Input[]) =>
      subject.provider.limits(subject.model, input!.modality).maxInputs;

    test("is called what the catalog calls it, and is ready", () => {
      expect(subject.provider.name).toBe(subject.model.provider);
      expect(subject.provider.availability(subject.model)).toEqual({ status: "READY" });
    });

    test("states limits that a batcher can work with", () => {
      for (const modality of subject.model.modalities) {
        const limits = subject.provider.limits(subject.model, modality);
        for (const limit of Object.values(limits)) {
          expect(Number.isSafeInteger(limit)).toBe(true);
          expect(limit).toBeGreaterThan(0);
        }
      }
    });

    test("answers no inputs with no rows", async () => {
      expect((await embed([])).rows).toEqual([]);
    });

    test("answers one row per input, in any order of the inputs, also to calls at once", async () => {
      for (const inputs of subject.inputs) {
        const alone = await Promise.all(inputs.map((input) => embed([input])));
        const expected = alone.map(({ rows }) => vectorOf(rows[0]));
        const places = fc.integer({ min: 0, max: inputs.length - 1 });
        const batch = fc.array(places, { minLength: 1, maxLength: Math.min(8, most(inputs)) });
        await fc.assert(
          fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), async (batches) => {
            const answers = await Promise.all(
              batches.map((batch) => embed(batch.map((place) => inputs[place]!))),
            );
            for (const [i, { rows }] of answers.entries()) {
              expect(rows).toHaveLength(batches[i]!.length);
              for (const [j, row] of rows.entries()) {
                expectSame(vectorOf(row), expected[batches[i]![j]!]!);
              }
            }
          }),
          { numRuns: 5 },
        );
      }
    });

    test("makes different, finite vectors of the length that was asked for", async () => {
      const { matryoshka, dimensions, supportedDimensions } = subject.model;
      for (const inputs of subject.inputs) {
        for (const length of matryoshka ? [dimensions] : supportedDimensions) {
          const rows = await Promise.all(
            inputs.slice(0, 2).map((input) => embed([input], { dimensions: length })),
          );
          const [one, other] = rows.map((answer) => vectorOf(answer.rows[0]));
          expect(one).toHaveLength(length);
          expect(one!.every(Number.isFinite)).toBe(true);
          expect(cosine(one!, other!)).toBeLessThan(0.9999);
        }
      }
    });

    test("fills a batch up to its limit", async () => {
      for (const inputs of subject.inputs) {
        const size = Math.min(most(inputs), 96);
        const batch = Array.from({ length: size }, (_, i) => inputs[i % inputs.length]!);
        const { rows } = await embed(batch);
        expect(rows).toHaveLength(size);
        for (const [i, row] of rows.entries()) {
          expectSame(vectorOf(row), vectorOf(rows[i % inputs.length]));
        }
      }
    });

    test("lets a bad input fail alone", async (context) => {
      const { bad, inputs } = subject;
      if (!bad) {
        return context.skip();
      }
      const good = inputs.find(([input]) => input!.modality === bad.modality)!;
      const [one, other] = good as [Input, Input];
      const expected = await embed([one]);
      const batches = most(good) < 3 ? [[one], [bad], [other]] : [[one, bad, other]];
      const answers: Pass[] = await Promise.all(batches.map((batch) => embed(batch)));
      const rows = answers.flatMap((answer) => answer.rows);
      expectSame(vectorOf(rows[0]), vectorOf(expected.rows[0]));
      expect(rows[1]).toBeInstanceOf(Error);
      expect(rows[1]).toMatchObject({ retryable: false });
      expect(rows[2]).not.toBeInstanceOf(Error);
    });

    test("does nothing for a caller who has gone", async () => {
      const gone = new Error("gone");
      const inputs = subject.inputs[0]!.slice(0, 1);
      await expect(embed(inputs, { signal: AbortSignal.abort(gone) })).rejects.toBe(gone);
    });

    test("stops when the caller goes, and goes on with the next", async (context) => {
      const { stall } = subject;
      if (!stall) {
        return context.skip();
      }
      const inputs = subject.inputs[0]!.slice(0, 1);
      const caller = new AbortController();
      const { stalled, release } = stall();
      const call = embed(inputs, { signal: caller.signal });
      call.catch(() => {});
      await stalled;
      caller.abort(new Error("gone"));
      await expect(call).rejects.toThrow("gone");
      release();
      expect((await embed(inputs)).rows[0]).not.toBeInstanceOf(Error);
    });

    // Last: it ends the provider.
    test("closes, refuses calls from then on, and may be closed again", async () => {
      await subject.provider.close();
      await expect(embed(subject.inputs[0]!.slice(0, 1))).rejects.toBeInstanceOf(Error);
      await subject.provider.close();
    });
  });
}

function vectorOf(row: Row | Error | undefined): Float32Array {
  if (!row || row instanceof Error) {
    throw row ?? new Error("there is no row");
  }
  return row.vector;
}

/** Batching may change the last digits, not the direction. */
function expectSame(vector: Float32Array, expected: Float32Array): void {
  expect(cosine(vector, expected)).toBeGreaterThan(0.9999);
}

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, n, i) => sum + n * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
