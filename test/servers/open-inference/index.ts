import { once } from "node:events";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from "node:net";
import * as grpc from "@grpc/grpc-js";
import { createEngine, type Engine } from "./engine.ts";
import { addGrpc, type GrpcOptions } from "./grpc.ts";
import { createHttp, type HttpOptions } from "./http.ts";
import type { ServedModel } from "./models.ts";

export interface OpenInferenceOptions extends HttpOptions, GrpcOptions {
  readonly models: Readonly<Record<string, ServedModel>>;
  /** 0, the default: any that is free. */
  readonly port?: number;
  readonly grpcPort?: number;
  readonly host?: string;
  /** PEM. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A server of the Open Inference Protocol v2 over both wires, that refuses what Triton refuses. */
export interface OpenInferenceServer extends Omit<Engine, "infer" | "model"> {
  /** `host:port`, the same after a stop. */
  readonly http: string;
  readonly grpc: string;
  /** Metadata of each call over gRPC and headers of each request over HTTP, of this name. */
  sent(header: string): readonly (string | undefined)[];
  /** Cuts all connections, and refuses new ones until `start`, at the same ports. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startOpenInference(
  options: OpenInferenceOptions,
): Promise<OpenInferenceServer> {
  const { models, tls, host = "127.0.0.1" } = options;
  const engine = createEngine(models);
  const headers: Record<string, string | undefined>[] = [];
  const ports = { http: options.port ?? 0, grpc: options.grpcPort ?? 0 };
  let stop: (() => Promise<void>) | undefined;

  async function start(): Promise<void> {
    if (stop) {
      return;
    }
    const sockets = new Set<Socket>();
    const keep = (socket: Socket) => sockets.add(socket.on("close", () => sockets.delete(socket)));
    const cut = () => sockets.forEach((socket) => socket.destroy());

    const listener = createHttp(engine, options);
    const http: Server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
    http.on("connection", keep);
    http.on("request", (request) => headers.push(request.headers as Record<string, string>));

    const server = new grpc.Server({
      "grpc.max_receive_message_length": -1,
      "grpc.max_send_message_length": -1,
      interceptors: [
        (_method, call) =>
          new grpc.ServerInterceptingCall(call, {
            start: (next) =>
              next({
                onReceiveMetadata(metadata, pass) {
                  headers.push(metadata.getMap() as Record<string, string>);
                  pass(metadata);
                },
              }),
          }),
      ],
    });
    addGrpc(server, engine, options, cut);
    const credentials = tls
      ? grpc.ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) },
        ])
      : grpc.ServerCredentials.createInsecure();
    // Connections are ours, so that they can be cut.
    const injector = server.createConnectionInjector(credentials);
    const tcp = createTcpServer((socket) => {
      keep(socket);
      injector.injectConnection(socket);
    });

    ports.http = await listen(http, ports.http, host);
    ports.grpc = await listen(tcp, ports.grpc, host);
    stop = async () => {
      stop = undefined;
      injector.destroy();
      server.forceShutdown();
      cut();
      await Promise.all([http, tcp].map((open) => once(open.close(), "close")));
    };
  }

  await start();
  return Object.assign(engine, {
    http: `${host}:${ports.http}`,
    grpc: `${host}:${ports.grpc}`,
    sent: (header: string) => headers.map((all) => all[header]),
    stop: async () => stop?.(),
    start,
  });
}

async function listen(server: TcpServer, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

export { batched, fromOnnx, type ServedModel } from "./models.ts";
export type { EngineFault } from "./engine.ts";
