import { afterEach, expect, it, vi } from "vitest";
import { storageOfItsOwn } from "../../../../src/pages/playground/storage.ts";

afterEach(() => void vi.unstubAllGlobals());

it("keeps what GraphiQL keeps, but no headers, also none that were kept before", () => {
  const item = {
    query: "{ a }",
    variables: '{"headers":1}',
    headers: '{"authorization":"secret"}',
  };
  const kept: Record<string, unknown> = {
    "parallax:graphiql:headers": item.headers,
    "parallax:graphiql:tabState": JSON.stringify({ tabs: [item], activeTabIndex: 0 }),
    "other:graphiql:headers": "theirs",
  };
  // As in browsers, where what is stored is a property.
  const localStorage = Object.create({
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => (kept[name] = value),
    removeItem: (name: string) => delete kept[name],
  }) as Storage;
  vi.stubGlobal("localStorage", localStorage);

  const storage = storageOfItsOwn("parallax:");
  storage.setItem("graphiql:queries", JSON.stringify({ queries: [item] }));
  storage.setItem("graphiql:favorites", JSON.stringify({ favorites: [item] }));
  storage.setItem("graphiql:variables", item.variables);

  expect(JSON.stringify(kept)).not.toContain("secret");
  expect(JSON.parse(storage.getItem("graphiql:queries")!)).toEqual({
    queries: [{ ...item, headers: null }],
  });
  // Without the field, GraphiQL would take no tab.
  expect(JSON.parse(storage.getItem("graphiql:tabState")!).tabs).toEqual([
    { ...item, headers: null },
  ]);
  expect(storage.getItem("graphiql:variables")).toBe('{"headers":1}');
  expect(kept["other:graphiql:headers"]).toBe("theirs");
});

it("keeps things as long as the page is open where the browser stores nothing", () => {
  vi.stubGlobal("localStorage", undefined);
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get() {
      throw new Error("Access is denied for this document.");
    },
  });
  const storage = storageOfItsOwn("parallax:");
  expect(storage.length).toBe(0);
  storage.setItem("graphiql:query", "{ a }");
  expect([storage.getItem("graphiql:query"), storage.key(0), storage.length]).toEqual([
    "{ a }",
    "graphiql:query",
    1,
  ]);
  storage.clear();
  expect(storage.getItem("graphiql:query")).toBeNull();
});
