import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { catalog } from "../models/catalog/index.ts";

const rooms = ["models", "providers", "schema", "resolvers", "src"] as const;
type Room = (typeof rooms)[number];

/** Imports go one way. */
const mayImport: Record<Room, readonly Room[]> = {
  models: ["models"],
  providers: ["providers", "models"],
  schema: ["schema", "models"],
  resolvers: ["resolvers", "schema", "models"],
  src: rooms,
};

/** The command `embed` is a client of a gateway. */
const clientDoor = "packages/client/src/requests.ts";

const files = rooms.flatMap(sourcesIn);

function sourcesIn(room: string): string[] {
  return readdirSync(room, { recursive: true, encoding: "utf8" })
    .map((file) => join(room, file))
    .filter((file) => /\.tsx?$/.test(file) && !/generated|node_modules|\bdist\b/.test(file));
}

function importsOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  const specifiers = [...source.matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/g)];
  return specifiers.map(([, path]) => normalize(join(dirname(file), path!)));
}
function packagesOf(file: string): string[] {
  const source = readFileSync(file, "utf8");
  return [...source.matchAll(/(?:from|import|import\()\s*"([^.][^"]*)"/g)].map(([, name]) => name!);
}
const roomOf = (file: string) => file.split("/")[0] as Room;

describe("the rooms", () => {
  it("import one way", () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => !mayImport[roomOf(file)].includes(roomOf(target)))
        .filter((target) => !(file.startsWith("src/commands/embed/") && target === clientDoor))
        .map((target) => `${file} imports ${target}`),
    );
    expect(files.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it("has providers that know nothing of each other", () => {
    const wrong = files
      .filter((file) => file.startsWith("providers/") && file.split("/").length > 2)
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => target.split("/").length > 2 && target.startsWith("providers/"))
          .filter(
            (target) => ![file.split("/")[1], "cloud", "resilience"].includes(target.split("/")[1]),
          )
          .map((target) => `${file} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it("enter a provider by its door only: the contract, the table, or its index.ts", () => {
    const wrong = files
      .filter((file) => file.startsWith("src/"))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => /^providers\/(?!resilience\/)[^/]+\//.test(target))
          .filter((target) => !/^providers\/[^/]+\/index\.ts$/.test(target))
          .map((target) => `${file} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it("have an engine that knows nothing of GraphQL and HTTP", () => {
    const engine = files.filter((file) => /^src\/(inference|media|video)\//.test(file));
    const wrong = engine.flatMap((file) => [
      ...importsOf(file).filter((target) =>
        /^(schema|resolvers|src\/(http|graphql))\//.test(target),
      ),
      ...packagesOf(file).filter((name) =>
        /^(express|cors|graphql|type-graphql|@apollo)/.test(name),
      ),
    ]);
    expect(engine.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it("has a client that imports nothing but what is generated for it", () => {
    const client = sourcesIn("packages");
    const wrong = client.flatMap((file) => [
      ...importsOf(file).filter((target) => !target.startsWith("packages/client/")),
      ...packagesOf(file),
    ]);
    expect(client.length).toBeGreaterThan(1);
    expect(wrong).toEqual([]);
  });

  it("have no file of more than 200 lines", () => {
    const long = files.filter((file) => readFileSync(file, "utf8").split("\n").length > 201);
    expect(long).toEqual([]);
  });

  it("name models only in the catalog, the decision tree and the recall table", () => {
    const ids = catalog.map(({ id }) => JSON.stringify(id));
    const generic = files.filter(
      (file) => !/^models\/(catalog\/|routing\/(tree|recall-table)\.ts)/.test(file),
    );
    const named = generic.filter((file) => {
      const source = readFileSync(file, "utf8");
      return ids.some((id) => source.includes(id));
    });
    expect(named).toEqual([]);
  });
});
