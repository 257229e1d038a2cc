import { createFakeProvider, fakeModel } from "../support/fake-provider.ts";
import { startTestGateway } from "../support/start-gateway.ts";

/** Prints where it listens; ends with its standard input. */
const model = { ...fakeModel, dimensions: 512, supportedDimensions: [512] };
const gateway = await startTestGateway(
  { DEFAULT_MODEL: model.id, CACHE_MB: "0" },
  { models: [model], providers: { fake: createFakeProvider({ maxInputs: 64, maxCalls: 4 }) } },
);
console.log(gateway.url);
process.stdin.on("end", () => void gateway.close()).resume();
