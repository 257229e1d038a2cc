import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gateway } from "../../src/gateway.ts";
import { post, startTestGateway } from "../support/start-gateway.ts";

const photo = readFileSync("test/fixtures/photos/coffee.jpg");
const embedImage = `query ($image: ImageInput!) { embedImage(image: $image) { dimensions } }`;

let gateway: Gateway;
let files: Server;
let origin: string;
beforeAll(async () => {
  files = createServer((request, response) => {
    if (request.url === "/inside") {
      response.writeHead(302, { location: "http://169.254.169.254/" });
    }
    response.end(request.url === "/photo.jpg" ? photo : "");
  });
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
  const { port } = files.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  gateway = await startTestGateway({
    ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port}`,
    MAX_IMAGE_BYTES: "300000",
    MAX_IMAGE_PIXELS: "1000000",
    MAX_BODY_BYTES: "1000000",
  });
});
afterAll(async () => {
  await gateway.close();
  files.close();
});

const codeOf = async (image: unknown) => {
  const { errors } = await post(gateway, embedImage, { image });
  return errors?.[0]?.extensions.code;
};
const base64 = (bytes: Uint8Array) => ({ base64: Buffer.from(bytes).toString("base64") });

describe("images by URL", () => {
  it("are fetched from hosts that are allowed", async () => {
    const { data } = await post(gateway, embedImage, { image: { url: `${origin}/photo.jpg` } });
    expect(data.embedImage.dimensions).toBe(512);
  });

  it.each([
    "http://127.0.0.1:1/",
    "http://2130706433:1/",
    "http://0177.0.0.1:1/",
    "http://[::1]:1/",
    "http://[::ffff:7f00:1]:1/",
    "http://localhost:1/",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "gopher://example.com/",
  ])("are refused from %s", async (url) => {
    expect(await codeOf({ url })).toBe("FETCH_REFUSED");
  });

  it("are refused where a redirect leads inside", async () => {
    expect(await codeOf({ url: `${origin}/inside` })).toBe("FETCH_REFUSED");
  });
});

describe("hostile images", () => {
  it("over MAX_IMAGE_BYTES are refused with the limit", async () => {
    const { errors } = await post(gateway, embedImage, { image: base64(new Uint8Array(300_001)) });
    expect(errors![0]!.extensions.code).toBe("TOO_LARGE");
    expect(errors![0]!.message).toContain("MAX_IMAGE_BYTES");
  });

  it("over MAX_IMAGE_PIXELS are refused before they are decoded", async () => {
    const bomb = await sharp({
      create: { width: 5000, height: 5000, channels: 3, background: "black" },
    })
      .png({ compressionLevel: 9 })
      .toBuffer();
    const { errors } = await post(gateway, embedImage, { image: base64(bomb) });
    expect(errors![0]!.extensions.code).toBe("TOO_LARGE");
    expect(errors![0]!.message).toMatch(/5000.*5000[^]*MAX_IMAGE_PIXELS/);
  });

  it.each(["jpeg", "png", "webp", "gif", "avif", "tiff"] as const)(
    "cut off in the middle (%s) are unreadable, never half an image",
    async (format) => {
      const whole = await sharp(photo).resize(120).toFormat(format).toBuffer();
      expect(await codeOf(base64(whole.subarray(0, whole.length >> 1)))).toBe("IMAGE_UNREADABLE");
    },
  );

  it.each([
    ["SVG", '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'],
    ["PDF", "%PDF-1.7\n1 0 obj\n"],
    ["text", "hello"],
  ])("that are %s are unreadable", async (_, text) => {
    expect(await codeOf(base64(Buffer.from(text)))).toBe("IMAGE_UNREADABLE");
  });

  it("do not take the model's process down", async () => {
    expect((await fetch(`${gateway.url}/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).not.toContain("process died");
  });
});

describe("browsers of other sites", () => {
  const preflight = (from: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: "OPTIONS",
      headers: { origin: from, "access-control-request-method": "POST" },
    });

  it("may not call, pages on this machine may", async () => {
    const allowed = async (from: string) =>
      (await preflight(from)).headers.get("access-control-allow-origin");
    expect(await allowed("http://localhost:3000")).toBe("http://localhost:3000");
    expect(await allowed("https://example.com")).toBeNull();
    expect(await allowed("http://localhost.example.com")).toBeNull();
  });

  it("cannot make simple requests", async () => {
    const response = await fetch(`${gateway.url}/graphql?query={__typename}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain("CSRF");
  });
});
