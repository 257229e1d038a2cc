import type { Reporter, TestCase, TestModule } from "vitest/node";

/** A suite's name says why it is skipped, so that the report has it too. */
export function skippedName(name: string, lack: string): string {
  return `${name} (skipped: ${lack})`;
}
const lackInName = /\(skipped: (.*)\)$/;

/** Says last, where everybody looks, which tests did not run for want of a program. */
export default class SkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<string, number>();
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const lack = lackOf(test);
        if (lack) {
          counts.set(lack, (counts.get(lack) ?? 0) + 1);
        }
      }
    }
    for (const [lack, count] of counts) {
      console.log(`Skipped: ${count} tests, because ${lack}.`);
    }
  }
}

function lackOf({ parent }: TestCase): string | undefined {
  let suite = parent;
  while (suite.type === "suite") {
    const [, lack] = lackInName.exec(suite.name) ?? [];
    if (lack) {
      return lack;
    }
    suite = suite.parent;
  }
  return undefined;
}
