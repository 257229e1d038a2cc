import "reflect-metadata";
import { setMaxListeners } from "node:events";
import { graphql, type ExecutionResult } from "graphql";
import type { Model } from "../../models/model.ts";
import type { Provider } from "../../providers/provider.ts";
import { readConfig } from "../../src/config/config.ts";
import { anonymous, type Caller } from "../../models/caller.ts";
import { createMeter } from "../../src/access/meter.ts";
import { createContext } from "../../src/graphql/context.ts";
import { createEngine } from "../../src/inference/engine.ts";
import { createSchema } from "../../src/graphql/schema.ts";
import { createFakeProvider, fakeModel } from "./fake-provider.ts";

const schema = createSchema();
const untilTheEnd = new AbortController().signal;
setMaxListeners(0, untilTheEnd);

export interface RunQuery {
  (
    query: string,
    variables?: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<ExecutionResult>;
  /** The same server, asked by this caller; anybody asks when left out. */
  as(caller: Partial<Caller>): RunQuery;
}

/** The real schema, resolvers and engine over a fake provider: everything but HTTP and models. */
export async function createRunQuery(
  options: {
    provider?: Provider;
    /** By name, for models of several providers. */
    providers?: Readonly<Record<string, Provider>>;
    models?: readonly Model[];
    settings?: Record<string, string>;
  } = {},
): Promise<RunQuery> {
  const { provider = createFakeProvider(), models = [fakeModel], settings = {} } = options;
  const config = readConfig({ DEFAULT_MODEL: models[0]!.id, ...settings });
  const engine = await createEngine({
    config,
    models,
    providers: options.providers ?? { [provider.name]: provider },
  });
  const meter = createMeter();
  const queryAs = (caller: Caller): RunQuery =>
    Object.assign(
      (source: string, variableValues?: Record<string, unknown>, signal = untilTheEnd) =>
        graphql({
          schema,
          source,
          variableValues,
          contextValue: createContext(engine, { caller, meter, signal }),
        }),
      { as: (other: Partial<Caller>) => queryAs({ ...anonymous, ...other }) },
    );
  return queryAs(anonymous);
}

/** A few bytes as the `ImageInput` that the fake provider embeds. */
export function image(...bytes: number[]): { base64: string } {
  return { base64: Buffer.from(bytes).toString("base64") };
}
