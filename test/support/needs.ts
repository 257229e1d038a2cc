import { describe } from "vitest";
import { skippedName } from "./skipped-reporter.ts";

/**
 * `describe` for tests that need a program. Without it they are skipped, and the run's last lines
 * say why; where CI is set they run all the same, and fail.
 *
 * @param lack what is missing, and where to get it; nothing when it is there
 */
export function describeUnless(lack: string | undefined) {
  const skip = isSkipped(lack);
  return (name: string, tests: () => void): void =>
    void describe.skipIf(skip)(skip ? skippedName(name, lack) : name, tests);
}

export function isSkipped(lack: string | undefined): lack is string {
  return lack !== undefined && !process.env.CI;
}
