/**
 * The environment for a process that sees what strangers send: what programs need to start, none
 * of the server's keys. `also` names more variables.
 */
export function bareEnvironment(also: (name: string) => boolean = () => false): NodeJS.ProcessEnv {
  const wanted = Object.entries(process.env).filter(([name]) => needed.has(name) || also(name));
  return Object.fromEntries(wanted);
}

const needed = new Set(["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LD_LIBRARY_PATH"]);
