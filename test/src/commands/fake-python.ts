import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryDirectory } from "./terminal.ts";

/**
 * A program that behaves as Python does towards the export: it tells its version, makes virtual
 * environments, "installs" and, run with a script, copies `result` to what follows `--to`.
 */
export async function fakePython(options: {
  readonly result: string;
  readonly version?: string;
  /** The exit code of pip. */
  readonly pip?: number;
  /** The exit code of the script, after it has written. */
  readonly script?: number;
  /** After it has written, the script waits for its end. */
  readonly hangs?: boolean;
}) {
  const folder = await temporaryDirectory();
  const [program, log] = [join(folder, "bin", "python3"), join(folder, "log")];
  const { result, version = "3 12", pip = 0, script = 0, hangs = false } = options;
  await mkdir(join(folder, "bin"));
  await writeFile(
    program,
    `#!/bin/sh
echo "$@" "($HF_ENDPOINT)" "telemetry off: $ORT_DISABLE_TELEMETRY$HF_HUB_DISABLE_TELEMETRY" >> "${log}"
case "$1 $2" in
  "-c "*) echo "${version}" ;;
  "-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  "-m pip") exit ${pip} ;;
  *)
    while [ "$1" != --to ]; do shift; done
    cp -r "${result}" "$2"
    ${hangs ? "exec sleep 60" : `exit ${script}`} ;;
esac
`,
  );
  await chmod(program, 0o755);
  return {
    program,
    /** For a PATH on which it is the only Python. */
    path: `${join(folder, "bin")}:${await onlyTools()}`,
    calls: async () => (await readFile(log, "utf8").catch(() => "")).split("\n").slice(0, -1),
  };
}

/** A directory with the few programs that the script above needs. */
async function onlyTools(): Promise<string> {
  const folder = await temporaryDirectory();
  for (const tool of ["mkdir", "cp", "sleep"]) {
    await writeFile(join(folder, tool), `#!/bin/sh\nexec /bin/${tool} "$@"\n`);
    await chmod(join(folder, tool), 0o755);
  }
  return folder;
}
