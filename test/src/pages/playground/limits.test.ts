import { expect, it, vi } from "vitest";
import { askLimits } from "../../../../src/pages/playground/limits.ts";

const answering = (body: string) => vi.fn<typeof fetch>(async () => new Response(body));

it("asks the server for the limits of files", async () => {
  const limits = { maxFiles: 1, maxImageBytes: 2, maxVideoBytes: 3 };
  const send = answering(JSON.stringify({ data: { limits } }));
  expect(await askLimits("/graphql", send)).toEqual(limits);
});

it("knows no limits where the server does not say them", async () => {
  expect(await askLimits("/graphql", answering('{"errors":[{"message":"busy"}]}'))).toBeUndefined();
  expect(await askLimits("/graphql", answering("<h1>Bad Gateway</h1>"))).toBeUndefined();
  expect(await askLimits("/graphql", () => Promise.reject(new TypeError()))).toBeUndefined();
});
