import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { anonymous } from "../../../models/caller.ts";
import { GatewayError } from "../../../models/errors.ts";
import { createRefuse } from "../../../src/http/refuse.ts";

it("names the caller of a refused request, where it is known, in the log and to the metrics", async () => {
  const lines: object[] = [];
  const counted: unknown[] = [];
  const log = { info: (fields: object) => void lines.push(fields), warn() {}, error() {} };
  const countError = (...error: unknown[]) => void counted.push(error);
  const refuse = createRefuse(log, { countError });
  const error = new GatewayError("RATE_LIMITED", "Three requests are in flight already.");
  const callers = [{ ...anonymous, name: "web" }, undefined];
  const server = createServer((request, response) =>
    refuse(error, request, response, callers.shift()),
  );
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect((await fetch(url)).status).toBe(429);
  await fetch(url);

  expect(lines).toMatchObject([
    { caller: "web", operation: null, status: 429, codes: ["RATE_LIMITED"] },
    { errors: [{ message: error.message }] },
    { caller: null },
    {},
  ]);
  expect(counted).toEqual([
    ["RATE_LIMITED", "web"],
    ["RATE_LIMITED", null],
  ]);
});
