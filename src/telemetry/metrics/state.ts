import { Gauge, type Registry } from "prom-client";
import type { EngineState } from "../../../providers/provider.ts";

type ByModel = Iterable<readonly [model: string, value: number]>;

/** What is read when the metrics are. */
export interface ServerState {
  /** Inputs that wait for a pass. */
  queued(): ByModel;
  readonly queueLimit: number;
  /** 1 for a model that can be asked now, else 0. */
  modelsReady(): ByModel;
  /** Memory of the models' processes. */
  residentBytes(): ByModel;
  /** The inference engines that run models for this server. */
  engines(): readonly EngineState[];
  /** Of bodies and files that requests hold. */
  mediaBytes(): number;
  readonly maxMediaBytes: number;
  connections(): Promise<number>;
  readonly maxConnections: number;
  /** Does the default model answer? Undefined until it was tried. */
  ready(): boolean | undefined;
  /** That replicas share; absent where there is none. */
  readonly store?: {
    /** Does it answer? */
    up(): boolean;
    /** 1 for a model whose vectors are shared, else 0. */
    models(): ByModel;
  };
  /** This one included. */
  replicas(): number;
}

export function showState(state: ServerState, registers: Registry[]): void {
  const labelled = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: () => Iterable<readonly [Record<Label, string>, number]>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const [labels, value] of read()) {
          this.set(labels, value);
        }
      },
    });
  const byModel = (name: string, help: string, read: () => ByModel) =>
    labelled(name, help, ["model"], () => [...read()].map(([model, n]) => [{ model }, n]));
  const single = (name: string, help: string, read: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });

  byModel("parallax_queue_depth", "Inputs waiting for a pass", () => state.queued());
  single("parallax_queue_limit", "QUEUE_LIMIT: inputs that may wait for one model", () => {
    return state.queueLimit;
  });
  byModel(
    "parallax_model_ready",
    "1 while the model can be asked; 0 while it misses files or credentials, or fails",
    () => state.modelsReady(),
  );
  byModel(
    "parallax_model_process_resident_bytes",
    "Memory of the model's process after its last pass",
    () => state.residentBytes(),
  );
  labelled(
    "parallax_engine_up",
    "1 while the model at that endpoint of an engine is ready, else 0",
    ["endpoint", "engine_model"],
    () =>
      state.engines().map(({ endpoint, model, up }) => {
        return [{ endpoint, engine_model: model }, Number(up)];
      }),
  );
  single("parallax_media_bytes", "Bodies and files of all requests, in memory and on disk", () => {
    return state.mediaBytes();
  });
  single("parallax_media_limit_bytes", "MAX_MEDIA_MB in bytes", () => state.maxMediaBytes);
  single("parallax_connections", "Connections open now", () => state.connections());
  single("parallax_connections_limit", "MAX_CONNECTIONS", () => state.maxConnections);
  single(
    "parallax_ready",
    "1 while the default model answers, else 0; NaN until it was tried",
    () => Number(state.ready()),
  );
  single(
    "parallax_replicas",
    "Gateways that share a store, as this one knows; REPLICAS at least",
    () => state.replicas(),
  );
  const { store } = state;
  if (store) {
    single("parallax_shared_store_up", "1 while the server of REDIS_URL answers, else 0", () =>
      Number(store.up()),
    );
    byModel(
      "parallax_model_shared",
      "1 while replicas share the model's vectors; 0 while its revision is not known",
      () => store.models(),
    );
  }
}
