import { describe, expect, it, vi } from "vitest";
import { createFetcher } from "../../../../src/pages/playground/fetcher.ts";

const photos = new Map([
  ["cat.jpg", new Blob(["meow"])],
  ["dog.jpg", new Blob(["woof"])],
]);
const openPhoto = (name: string) => {
  const photo = photos.get(name);
  return photo && Promise.resolve(photo);
};

type Send = typeof fetch;
const answering = (body: string, status = 200) =>
  vi.fn<Send>(async () => new Response(body, { status }));

/** What GraphiQL does with a fetcher: takes the first result of the sequence. */
async function ask(send: Send, params: { query: string; variables?: unknown }, headers = {}) {
  const results = createFetcher("/graphql", openPhoto, send)(params, { headers });
  for await (const result of results as AsyncIterable<unknown>) {
    return JSON.parse(JSON.stringify(result)) as unknown;
  }
}

function sent(send: ReturnType<typeof answering>) {
  const [url, { headers, body } = {}] = send.mock.calls[0]!;
  return { url, headers: headers as Record<string, string>, body: body as FormData };
}

describe("sending an operation", () => {
  it("is plain JSON without photos, with the visitor's headers", async () => {
    const send = answering('{"data":{"models":[]}}');
    const query = "query Models { models { id } }";
    const result = await ask(send, { query, variables: { a: 1 } }, { authorization: "Bearer x" });

    expect(result).toEqual({ data: { models: [] } });
    const { url, headers, body } = sent(send);
    expect(url).toBe("/graphql");
    expect(headers).toMatchObject({
      "content-type": "application/json",
      authorization: "Bearer x",
    });
    expect(JSON.parse(String(body))).toEqual({
      query,
      variables: { a: 1 },
      operationName: "Models",
    });
  });

  it("is a multipart request with photos: each file once, at every place that names it", async () => {
    const send = answering('{"data":{}}');
    const [cat, dog] = [{ upload: "cat.jpg" }, { upload: "dog.jpg" }];
    await ask(send, {
      query: "{ x }",
      variables: { image: cat, images: [dog, cat], text: "cat.jpg" },
    });

    const { headers, body } = sent(send);
    expect(headers).toMatchObject({ "apollo-require-preflight": "true" });
    expect(headers).not.toHaveProperty("content-type");
    expect([...body.keys()]).toEqual(["operations", "map", "0", "1"]);
    expect(JSON.parse(String(body.get("operations")))).toEqual({
      query: "{ x }",
      variables: {
        image: { upload: null },
        images: [{ upload: null }, { upload: null }],
        text: "cat.jpg",
      },
    });
    expect(JSON.parse(String(body.get("map")))).toEqual({
      0: ["variables.image.upload", "variables.images.1.upload"],
      1: ["variables.images.0.upload"],
    });
    expect((body.get("0") as File).name).toBe("cat.jpg");
    expect(await (body.get("1") as File).text()).toBe("woof");
  });

  it("stays here when a photo is not attached, and says which and what to do", async () => {
    const send = answering("{}");
    const result = await ask(send, { query: "{ x }", variables: { image: { upload: "cow.jpg" } } });
    expect(result).toEqual({
      errors: [
        {
          message: expect.stringMatching(/"cow\.jpg" is attached.*"Attach photo or video" button/),
        },
      ],
    });
    expect(send).not.toHaveBeenCalled();
  });

  it("names the operation that the query has, not the one of the tab before", async () => {
    const send = answering('{"data":{}}');
    const params = { query: "query Now { x }", operationName: "Before" };
    await ask(send, params);
    expect(JSON.parse(String(sent(send).body))).not.toHaveProperty("operationName", "Before");
  });

  it("leaves a query that does not parse to the server", async () => {
    const send = answering('{"errors":[{"message":"Syntax Error"}]}', 400);
    expect(await ask(send, { query: "query {" })).toEqual({
      errors: [{ message: "Syntax Error" }],
    });
  });
});

describe("what was exchanged", () => {
  it("is told with the variables as the visitor wrote them, before the result is shown", async () => {
    const heard = vi.fn();
    const send = answering('{"data":{"x":1}}');
    const variables = { image: { upload: "cat.jpg" } };
    const results = createFetcher(
      "/graphql",
      openPhoto,
      send,
      heard,
    )({
      query: "query Now { x }",
      variables,
    }) as AsyncIterableIterator<unknown>;
    await results.next();
    expect(heard).toHaveBeenCalledExactlyOnceWith({
      query: "query Now { x }",
      operationName: "Now",
      variables,
      result: { data: { x: 1 } },
    });
  });
});

describe("what goes wrong on the way", () => {
  it("is told as a GraphQL error when the server cannot be reached", async () => {
    const send = vi.fn<Send>(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(await ask(send, { query: "{ x }" })).toEqual({
      errors: [{ message: "The server cannot be reached (Failed to fetch). Is it running?" }],
    });
  });

  it("is told with the status when the answer is no GraphQL result", async () => {
    expect(await ask(answering("<h1>Bad Gateway</h1>", 502), { query: "{ x }" })).toEqual({
      errors: [{ message: "The server answered 502 without a GraphQL result." }],
    });
  });

  it("leaves no result when the visitor stops the request, and aborts it", async () => {
    const aborted = vi.fn();
    const send: Send = (_url, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener("abort", () => {
          aborted();
          reject(new DOMException("aborted", "AbortError"));
        });
        queueMicrotask(() => void results.return?.());
      });
    const results = createFetcher(
      "/graphql",
      openPhoto,
      send,
    )({
      query: "{ x }",
    }) as AsyncIterableIterator<unknown>;
    expect(await results.next()).toEqual({ done: true, value: undefined });
    expect(aborted).toHaveBeenCalledOnce();
  });
});
