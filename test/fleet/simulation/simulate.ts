import { quantile } from "../../bench/statistics.ts";
import { createRandom } from "../../chaos/random.ts";
import { createClock } from "./clock.ts";
import { createMachine } from "./machine.ts";
import type { Costs, Outcome, Setting } from "./types.ts";

interface Request {
  readonly sentAt: number;
  readonly client: number;
}
interface Call {
  readonly replica: number;
  readonly requests: readonly Request[];
}

/** @param ms of simulated time that is counted, after a fifth of it that is not */
export function simulate(costs: Costs, setting: Setting, ms: number, seed = 1): Outcome {
  const { replicas, clients, engines, callsPerReplica, maxBatch, maxRun, batching } = setting;
  const mostRows = batching ? maxRun : 0;
  const random = createRandom(seed);
  const clock = createClock();
  const work = createMachine(clock, setting.cores);
  const waiting: Request[][] = Array.from({ length: replicas }, () => []);
  const inFlight = Array.from({ length: replicas }, () => 0);
  const lookUps: Request[][] = Array.from({ length: replicas }, () => []);
  const atEngine: Call[][] = Array.from({ length: engines }, () => []);
  const running = Array.from({ length: engines }, () => false);
  const load = Array.from({ length: engines }, () => 0);
  const warmUp = ms / 5;
  const counts = { commands: 0, calls: 0, rows: 0, runs: 0, runRows: 0 };
  const took: number[] = [];
  const counted = () => clock.now >= warmUp;

  // Half of a request's work is before its pass, half after it.
  const half = costs.replicaRequest / 2;
  const replicaOf = (client: number) => client % replicas;

  function ask(client: number): void {
    const sentAt = clock.now;
    work("clients", costs.client, () => {
      const replica = replicaOf(client);
      work(`replica ${replica}`, half, () => lookUp(replica, { sentAt, client }));
    });
  }

  function command(commands: number, done: () => void): void {
    counts.commands += counted() ? commands : 0;
    work("redis", costs.command * commands, done);
  }

  /** All of one turn of the event loop leave together, and come back together. */
  function lookUp(replica: number, request: Request): void {
    const requests = lookUps[replica]!;
    if (requests.push(request) > 1) {
      return;
    }
    clock.in(0, () => {
      lookUps[replica] = [];
      command(1, () => {
        waiting[replica]!.push(...requests);
        openGate(replica);
      });
    });
  }

  function openGate(replica: number): void {
    while (inFlight[replica]! < callsPerReplica * engines && waiting[replica]!.length > 0) {
      inFlight[replica]!++;
      const requests = waiting[replica]!.splice(0, maxBatch);
      counts.calls += counted() ? 1 : 0;
      counts.rows += counted() ? requests.length : 0;
      const ms = costs.workerPass + costs.workerRow * requests.length;
      work(`worker ${replica}`, ms, () => call({ replica, requests }));
    }
  }

  /** To whichever engine has the least in flight. */
  function call(call: Call): void {
    const least = Math.min(...load);
    const engine = random.pick([...load.keys()].filter((i) => load[i] === least));
    load[engine]!++;
    work(`engine ${engine}`, costs.engineCall, () => {
      atEngine[engine]!.push(call);
      if (!running[engine]) {
        runGraph(engine);
      }
    });
  }

  function runGraph(engine: number): void {
    const queue = atEngine[engine]!;
    const calls: Call[] = [];
    let rows = 0;
    do {
      rows += queue[0]!.requests.length;
      calls.push(queue.shift()!);
    } while (queue.length > 0 && rows + queue[0]!.requests.length <= mostRows);
    running[engine] = true;
    counts.runs += counted() ? 1 : 0;
    counts.runRows += counted() ? rows : 0;
    clock.in(costs.run + costs.runRow * rows, () => {
      running[engine] = false;
      load[engine]! -= calls.length;
      calls.forEach(answer);
      if (queue.length > 0) {
        runGraph(engine);
      }
    });
  }

  function answer({ replica, requests }: Call): void {
    inFlight[replica]!--;
    openGate(replica);
    // Nobody waits for what is written.
    command(requests.length, () => {});
    for (const { sentAt, client } of requests) {
      work(`replica ${replica}`, half, () => {
        if (counted()) {
          took.push(clock.now - sentAt);
        }
        ask(client);
      });
    }
  }

  for (let client = 0; client < clients; client++) {
    clock.in(random.next() * 100, () => ask(client));
  }
  clock.run(warmUp + ms);
  const seconds = ms / 1000;
  const beats = costs.idleCommands * replicas * seconds;
  return {
    rate: took.length / seconds,
    p50: quantile(took, 0.5),
    p95: quantile(took, 0.95),
    batch: counts.rows / counts.calls,
    run: counts.runRows / counts.runs,
    commandsPerRequest: (counts.commands + beats) / took.length,
    commandsPerSecond: (counts.commands + beats) / seconds,
  };
}
