import { expect, it, onTestFinished, vi } from "vitest";
import type { TestModule } from "vitest/node";
import SkippedReporter, { skippedName } from "./skipped-reporter.ts";

it("says how many tests were skipped for what, and nothing of those that choose to be", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const module = { type: "module" };
  const suite = (name: string, parent: object = module) => ({ type: "suite", name, parent });
  const films = suite(skippedName("films", "there is no ffmpeg (apt install ffmpeg)"));
  const tests = [films, suite("long ones", films), suite("others"), module];
  const children = { allTests: () => tests.map((parent) => ({ parent })) };
  new SkippedReporter().onTestRunEnd([{ children } as unknown as TestModule]);
  expect(log.mock.calls).toEqual([
    ["Skipped: 2 tests, because there is no ffmpeg (apt install ffmpeg)."],
  ]);
});
