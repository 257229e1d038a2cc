import { parseArgs } from "node:util";
import { batched, fromOnnx, startOpenInference } from "./index.ts";

/**
 * The server as a process of its own:
 *
 *     npx tsx test/servers/open-inference/main.ts --port 8000 --grpc-port 8001 --model name=file.onnx
 *
 * `--max-batch-size` limits the rows of a call; `--batching` joins calls that come while one runs;
 * `--delay` makes each run take so many milliseconds more. It prints its addresses as a line of JSON, and `GET /counts` tells what it has counted.
 */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "grpc-port": { type: "string", default: "0" },
    host: { type: "string", default: "127.0.0.1" },
    model: { type: "string", multiple: true, default: [] },
    "max-batch-size": { type: "string", default: "0" },
    batching: { type: "boolean", default: false },
    delay: { type: "string", default: "0" },
  },
});

const models = values.model.map(async (given) => {
  const [name, file] = given.split(/=(.*)/) as [string, string];
  const model = await fromOnnx(file, Number(values["max-batch-size"]));
  const slowed = {
    ...model,
    async run(inputs: Parameters<typeof model.run>[0]) {
      if (Number(values.delay) > 0) {
        await new Promise((resolve) => setTimeout(resolve, Number(values.delay)));
      }
      return model.run(inputs);
    },
  };
  return [name, values.batching ? batched(slowed, () => server.counts.runs++) : slowed] as const;
});
const server = await startOpenInference({
  models: Object.fromEntries(await Promise.all(models)),
  port: Number(values.port),
  grpcPort: Number(values["grpc-port"]),
  host: values.host,
});
console.log(JSON.stringify({ http: server.http, grpc: server.grpc }));
