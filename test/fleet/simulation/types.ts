/** What a part costs, in ms of processor time, or waits. Measured; see `measure.ts`. */
export interface Costs {
  /** A request, in its replica: reading, looking up, answering. */
  readonly replicaRequest: number;
  /** A pass, in the worker of its replica, and each row of it. */
  readonly workerPass: number;
  readonly workerRow: number;
  /** A call, in the engine, without its run. */
  readonly engineCall: number;
  /** A run of the graph, whatever its rows, and each row. They take time, no processor of ours. */
  readonly run: number;
  readonly runRow: number;
  /** A command, in Redis. */
  readonly command: number;
  /** Commands a second of each replica that asks for nothing: presence, pings, statistics. */
  readonly idleCommands: number;
  /** A request, in the load generator. */
  readonly client: number;
}

export interface Setting {
  readonly replicas: number;
  /** Each asks its next text, one nobody asked for, when the last was answered. */
  readonly clients: number;
  readonly engines: number;
  /** Calls in flight of one replica to one engine. */
  readonly callsPerReplica: number;
  readonly maxBatch: number;
  /** Rows of one run. */
  readonly maxRun: number;
  /** Does the engine join calls that wait? */
  readonly batching: boolean;
  /** Processors that all processes share; undefined: each process has its own. */
  readonly cores: number | undefined;
}

export interface Outcome {
  /** Requests a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
  /** Rows of a call, and of a run. */
  readonly batch: number;
  readonly run: number;
  readonly commandsPerRequest: number;
  readonly commandsPerSecond: number;
}

/** What `measure.ts` saw of one fleet under one load. */
export interface Point {
  readonly replicas: number;
  readonly clients: number;
  /** Requests a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
  readonly batch: number;
  readonly run: number;
  readonly commandsPerRequest: number;
  readonly redisBytesPerRequest: number;
  readonly redisBytesPerKey: number;
  readonly connections: number;
  /** Milliseconds of processor time a request, of all processes of a kind. */
  readonly cpu: Readonly<Record<"replica" | "worker" | "engine" | "redis" | "client", number>>;
  /** Processors that other programs of the machine kept busy. */
  readonly othersCores: number;
  /** Resident, of each. */
  readonly replicaMb: readonly number[];
  readonly workerMb: readonly number[];
}
