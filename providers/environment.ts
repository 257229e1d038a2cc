/**
 * The environment for a process that sees what strangers send: what programs need to start, none
 * of the server's keys. `also` names more variables.
 */
export function bareEnvironment(also: (name: string) => boolean = () => false): NodeJS.ProcessEnv {
  const wanted = Object.entries(process.env).filter(([name]) => needed.has(name) || also(name));
  return { ...Object.fromEntries(wanted), ...noTelemetry };
}

/**
 * For every process that loads onnxruntime or Python's libraries of the hub: they send usage data
 * unless told not to before they load. onnxruntime since 1.29 looks its maker's host up, and keeps
 * a device id and a database under `~/.cache`.
 */
export const noTelemetry = {
  ORT_DISABLE_TELEMETRY: "1",
  HF_HUB_DISABLE_TELEMETRY: "1",
  DO_NOT_TRACK: "1",
} as const;

const needed = new Set(["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LD_LIBRARY_PATH"]);
