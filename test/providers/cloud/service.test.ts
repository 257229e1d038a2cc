import { tracingChannel } from "node:diagnostics_channel";
import { afterEach, expect, test } from "vitest";
import { GatewayError } from "../../../models/errors.ts";
import { createQuota } from "../../../providers/cloud/quota.ts";
import { createService } from "../../../providers/cloud/service.ts";
import { embedV4, recording } from "../cloud-models.ts";

const record = recording({});
afterEach(() => record.stop());

test("every request is traced, a retry as another, with the error in our words", async () => {
  const service = createService({ provider: "cohere", name: "Cohere" }, record.context);
  const quota = createQuota(1000, "LIMIT");
  const answers = [() => Promise.reject(new Error("key 123")), () => Promise.resolve("rows")];
  const error = new GatewayError("PROVIDER_FAILED", "Cohere failed.");

  const server = { address: "api.cohere.com", port: 443 };
  const calls: object[] = [];
  const subscriber = { asyncEnd: (call: object) => void calls.push(call) };
  const channel = tracingChannel("parallax:provider-call");
  channel.subscribe(subscriber as never);
  const result = await service.within(undefined, (deadline) =>
    service.send({
      model: embedV4,
      inputs: 3,
      quota,
      deadline,
      server,
      attempt: () => answers.shift()!(),
      explain: () => ({ error, upstream: "key …" }),
    }),
  );
  channel.unsubscribe(subscriber as never);

  expect(result).toBe("rows");
  const call = { provider: "cohere", model: "cohere/embed-v4.0", inputs: 3, server, carrier: {} };
  expect(calls).toEqual([
    { ...call, error },
    { ...call, result: "rows" },
  ]);
});
