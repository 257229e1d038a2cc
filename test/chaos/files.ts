import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { GoodImage } from "./inputs.ts";

/** Servers of files: an honest one, and one that does whatever a stranger's server may do. */
export interface Files {
  /** For ALLOWED_PRIVATE_HOSTS. */
  readonly hosts: readonly string[];
  urlOf(image: GoodImage): string;
  readonly hostileUrls: readonly { readonly url: string; readonly refused: readonly string[] }[];
  close(): void;
}

/** Nobody listens there. */
const closed = "127.0.0.1:9";

export async function startFiles(images: readonly GoodImage[]): Promise<Files> {
  const byPath = new Map(images.map(({ id, bytes }) => [`/${id}`, bytes]));
  const honest = await listen((request, response) => {
    response.end(byPath.get(request.url!));
  });
  const hostile = await listen((request, response) => {
    const act = hostilePages[request.url!] ?? hostilePages["/missing"]!;
    void act.serve(response, images[0]!.bytes);
  });
  const elsewhere = [
    { url: `http://${closed}/`, refused: ["FETCH_FAILED"] },
    { url: "http://169.254.169.254/latest/meta-data/", refused: ["FETCH_REFUSED"] },
    { url: "http://127.0.0.1:1/", refused: ["FETCH_REFUSED"] },
    { url: "http://[::1]:1/", refused: ["FETCH_REFUSED"] },
    { url: "file:///etc/passwd", refused: ["FETCH_REFUSED"] },
  ];
  return {
    hosts: [honest.host, hostile.host, closed],
    urlOf: ({ id }) => `http://${honest.host}/${id}`,
    hostileUrls: [
      ...elsewhere,
      ...Object.entries(hostilePages).map(([path, { refused }]) => ({
        url: `http://${hostile.host}${path}`,
        refused,
      })),
    ],
    close() {
      for (const { server } of [honest, hostile]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

type Response = Parameters<RequestListener>[1];
interface Page {
  readonly refused: readonly string[];
  serve(response: Response, image: Buffer): unknown;
}

const hostilePages: Readonly<Record<string, Page>> = {
  "/missing": {
    refused: ["FETCH_FAILED"],
    serve: (response) => response.writeHead(404).end("no such page"),
  },
  "/stall": { refused: ["FETCH_FAILED"], serve: () => {} },
  "/trickle": {
    refused: ["FETCH_FAILED"],
    async serve(response, image) {
      for (const byte of image) {
        if (response.destroyed) {
          return;
        }
        response.write(Buffer.of(byte));
        await sleep(100);
      }
      // Longer than anybody waits, whatever the image.
    },
  },
  "/inside": {
    refused: ["FETCH_REFUSED"],
    serve: (response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
  },
  "/round": {
    refused: ["FETCH_FAILED"],
    serve: (response) => response.writeHead(302, { location: "/round" }).end(),
  },
  "/endless": {
    refused: ["TOO_LARGE"],
    serve: (response) => response.writeHead(200, { "content-length": 10 ** 12 }).write("x"),
  },
  "/cut": {
    refused: ["FETCH_FAILED"],
    serve: (response, image) =>
      response
        .writeHead(200, { "content-length": image.length + 1000 })
        .write(image, () => response.destroy()),
  },
  "/page": {
    refused: ["IMAGE_UNREADABLE"],
    serve: (response) => response.end("<!doctype html><title>an image?</title>"),
  },
};

async function listen(listener: RequestListener): Promise<{ server: Server; host: string }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}
