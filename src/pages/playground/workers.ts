/** Set by build.ts: file names beside this script. */
declare const WORKERS: Readonly<Record<"editor" | "json" | "graphql", string>>;

/** Monaco parses and checks in workers, which are files of our own. */
Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker(_id: string, label: string): Worker {
      const file =
        label === "json" ? WORKERS.json : label === "graphql" ? WORKERS.graphql : WORKERS.editor;
      return new Worker(new URL(file, import.meta.url), { type: "module", name: label });
    },
  },
});
