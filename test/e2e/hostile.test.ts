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
    MAX_COST: "500",
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

describe("hostile operations", () => {
  it("that are malformed keep GraphQL's own codes", async () => {
    const codes = await Promise.all(
      [
        post(gateway, "{"),
        post(gateway, "{ nothing }"),
        post(gateway, embedImage, { image: {} }),
        post(gateway, embedImage, { image: { url: "http://a.b", base64: "" } }),
      ].map(async (answer) => (await answer).errors![0]!.extensions.code),
    );
    expect(codes).toEqual([
      "GRAPHQL_PARSE_FAILED",
      "GRAPHQL_VALIDATION_FAILED",
      "BAD_USER_INPUT",
      "BAD_USER_INPUT",
    ]);
  });

  it("that are too deep are refused with the limit", async () => {
    const nested = (levels: number) =>
      `{ __type(name: "Query") { ${"ofType { ".repeat(levels)} name ${" }".repeat(levels)} } }`;
    const { status, errors } = await post(gateway, nested(15));
    expect(errors![0]).toMatchObject({
      message: "The query is 17 levels deep; the limit is 16.",
      extensions: { code: "TOO_LARGE" },
    });
    expect(status).toBe(413);
    expect((await post(gateway, nested(14))).errors).toBeUndefined();
  });

  it("with too many aliases are refused, through fragments as well", async () => {
    const fields = Array.from({ length: 51 }, (_, i) => `a${i}: model(id: "x") { id }`).join(" ");
    for (const query of [`{ ${fields} }`, `query { ...F } fragment F on Query { ${fields} }`]) {
      const { errors } = await post(gateway, query);
      expect(errors![0]!.message).toBe("The query has 51 root fields; the limit is 50.");
      expect(errors![0]!.extensions.code).toBe("TOO_LARGE");
    }
  });

  it("whose fragments multiply are refused without being expanded", async () => {
    const fragments = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const bomb = `query { ...F0 } ${fragments.join(" ")} fragment F30 on Query { limits { maxInputs } }`;
    const { errors } = await post(gateway, bomb);
    expect(errors![0]!.extensions.code).toBe("TOO_LARGE");
  });

  it("that cost too many inputs are refused with the cost and how it is counted", async () => {
    const labels = Array.from({ length: 100 }, (_, i) => `label ${i}`);
    const templates = ["{label}", "a {label}", "b {label}", "c {label}", "d {label}"];
    const { errors } = await post(
      gateway,
      `query ($image: ImageInput!, $labels: [String!]!, $templates: [String!]) {
        classify(image: $image, labels: $labels, templates: $templates) { best { label } }
      }`,
      { image: base64(photo), labels, templates },
    );
    expect(errors![0]).toMatchObject({
      message:
        "The query costs 501 inputs (images + texts, times templates, times models); the limit is 500 (MAX_COST).",
      extensions: { code: "TOO_LARGE" },
    });
  });

  it("that ask for a vector under many names pay for each", async () => {
    const names = Array.from({ length: 40 }, (_, i) => `v${i}: vector`).join(" ");
    const { errors } = await post(
      gateway,
      `query ($texts: [String!]!) { embedTexts(texts: $texts) { ${names} } }`,
      { texts: Array.from({ length: 100 }, (_, i) => `text ${i}`) },
    );
    expect(errors![0]!.message).toContain("The query costs 1000 inputs");
  });

  it("with null where it may not be keep GraphQL's own code", async () => {
    const query = `query ($p: Purpose) { embedText(text: "a", purpose: $p) { tokens } }`;
    const { errors } = await post(gateway, query, { p: null });
    expect(errors![0]!.extensions.code).toBe("BAD_USER_INPUT");
  });

  it("with wrong variables hear of the first thing that is wrong, and not their photo again", async () => {
    const image = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`field${i}`, i]));
    const { status, errors } = await post(gateway, embedImage, {
      image: { ...image, base64: "x".repeat(500_000) },
    });
    expect(status).toBe(400);
    expect(errors).toHaveLength(1);
    expect(errors![0]!.message).toMatch(/Field "field0" is not defined by type "ImageInput"/);
    expect(errors![0]!.message.length).toBeLessThan(1100);
    expect(errors![0]!.extensions).toEqual({ code: "BAD_USER_INPUT", retryable: false });
  });

  it("quote long values in part, and whole characters only", async () => {
    const { errors } = await post(
      gateway,
      `query ($id: ID!) { model(id: $id) { id } embedText(text: "a", model: $id) { space } }`,
      {
        id: "x".repeat(100_000),
      },
    );
    expect(errors![0]!.message.length).toBeLessThan(1100);
    const broken = await post(gateway, embedImage, { image: { base64: "😀" } });
    expect(broken.errors![0]!.message.isWellFormed()).toBe(true);
  });

  it("that are larger than MAX_BODY_BYTES are refused in GraphQL's form", async () => {
    const { status, errors } = await post(gateway, embedImage, { image: { url: "x".repeat(2e6) } });
    expect(status).toBe(413);
    expect(errors![0]!.extensions).toEqual({ code: "TOO_LARGE", retryable: false });
  });

  it("that are no JSON are refused in GraphQL's form, without a stack", async () => {
    const answer = await post(
      gateway,
      "",
      {},
      { body: "{", headers: { "content-type": "application/json" } },
    );
    expect(answer.status).toBe(400);
    expect(answer.errors![0]!.extensions.code).toBe("BAD_INPUT");
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.js:/);
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    expect(metrics).toMatch(/errors_total\{code="BAD_INPUT"\} [1-9]/);
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
