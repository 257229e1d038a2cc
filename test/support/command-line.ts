import { writeFileSync } from "node:fs";

/** Ends the process with the code of a campaign, or with 2 when it could not run. */
export function runCommand(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error);
      process.exit(2);
    },
  );
}

/** @throws Error naming the option */
export function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) {
    throw new Error(`--${name} is "${text}": expected a number above 0.`);
  }
  return value;
}

/** Prints a campaign's report and, where a file is named, writes all of it there. @returns the exit code */
export function conclude(
  report: { readonly failures: readonly unknown[] },
  text: string,
  file: string | undefined,
): number {
  if (file !== undefined) {
    writeFileSync(file, `${JSON.stringify(report, undefined, 1)}\n`);
  }
  console.log(text);
  return report.failures.length > 0 ? 1 : 0;
}
