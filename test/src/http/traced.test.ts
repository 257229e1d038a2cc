import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { requests, type RequestTrace } from "../../../providers/tracing.ts";
import { traced } from "../../../src/http/traced.ts";
import { on } from "../../../src/telemetry/listen.ts";

describe("the status that the channel is told", () => {
  const told: (number | undefined)[] = [];
  async function statusOf(answer: (response: ServerResponse) => void) {
    onTestFinished(on<RequestTrace>(requests.asyncEnd, ({ status }) => told.push(status)));
    const request = new IncomingMessage(new Socket());
    request.method = "POST";
    await traced(async (_, response) => answer(response))(request, new ServerResponse(request));
    return told.pop();
  }

  it("is the answer's", async () => {
    expect(await statusOf((response) => response.writeHead(429).end())).toBe(429);
  });

  it("is none where the client went away before there was an answer", async () => {
    expect(await statusOf((response) => response.destroy())).toBeUndefined();
    expect(told).toEqual([]);
  });
});
