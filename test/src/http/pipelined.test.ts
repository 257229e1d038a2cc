import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Gateway } from "../../../src/gateway.ts";
import { createFakeProvider, fakeModel } from "../../support/fake-provider.ts";
import { startTestGateway } from "../../support/start-gateway.ts";

const provider = createFakeProvider();
let gateway: Gateway;
beforeEach(async () => {
  gateway = await startTestGateway(
    { DEFAULT_MODEL: fakeModel.id },
    { models: [fakeModel], providers: { fake: provider } },
  );
});
afterEach(() => gateway.close());

/** Both at once, on one connection; the model answers neither before it is released. */
async function sendTwo() {
  provider.hold();
  const socket = connect(Number(new URL(gateway.url).port), "127.0.0.1");
  const filler = "x".repeat(100_000);
  const query = (text: string) => `{ embedText(text: "${text}") { space } }`;
  const requests = ["a", "b"].map((text) => {
    const body = JSON.stringify({ query: query(text), filler });
    const type = "Content-Type: application/json";
    return `POST /graphql HTTP/1.1\r\nHost: localhost\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  });
  socket.write(requests.join(""));
  await expect.poll(heldBytes).toBeGreaterThan(200_000);
  return socket;
}

async function heldBytes(): Promise<number> {
  const text = await (await fetch(gateway.metricsUrl)).text();
  return Number(/^parallax_media_bytes (\d+)/m.exec(text)![1]);
}

describe("a request that waits behind another on its connection", () => {
  it("lets go of what it holds when its client goes away", async () => {
    const socket = await sendTwo();
    socket.destroy();
    await expect.poll(heldBytes).toBe(0);
    provider.release();
  });

  it("does not hold up the gateway's end when its client goes away", async () => {
    const socket = await sendTwo();
    const closed = gateway.close();
    socket.destroy();
    provider.release();
    await closed;
  });
});
