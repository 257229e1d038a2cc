import { createSocket, type RemoteInfo } from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";

export interface Zone {
  /** Addresses, or the name that a name stands for. */
  readonly [name: string]: readonly string[] | string;
}

export interface NameServer {
  /** As `Resolver.setServers` takes it. */
  readonly address: string;
  /** Names that were asked for, once for each kind of record. */
  readonly asked: string[];
}

const kinds = { A: 1, CNAME: 5, AAAA: 28 };
const codes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
export type Failure = Exclude<keyof typeof codes, "NOERROR">;

/**
 * A name server for the running test that knows these names, is silent about the rest (`undefined`)
 * or fails it. RFC 1035, UDP, one question a message.
 */
export async function startNameServer(zone: Zone, otherwise?: Failure): Promise<NameServer> {
  const asked: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (query: Buffer, { address, port }: RemoteInfo) => {
    const end = query.indexOf(0, 12) + 5;
    const name = readName(query.subarray(12, end));
    asked.push(name);
    const known = zone[name];
    if (!known && !otherwise) {
      return;
    }
    const records = known ? follow(zone, name, query.readUInt16BE(end - 4)) : [];
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180 | codes[known ? "NOERROR" : otherwise!], 2);
    [1, records.length, 0, 0].forEach((count, i) => head.writeUInt16BE(count, 4 + 2 * i));
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return { address: `127.0.0.1:${socket.address().port}`, asked };
}

function follow(zone: Zone, name: string, kind: number): Buffer[] {
  const known = zone[name] ?? [];
  if (typeof known === "string") {
    return [record(name, kinds.CNAME, writeName(known)), ...follow(zone, known, kind)];
  }
  return known
    .filter((address) => (address.includes(":") ? kinds.AAAA : kinds.A) === kind)
    .map((address) => record(name, kind, writeAddress(address)));
}

function record(name: string, kind: number, data: Buffer): Buffer {
  const head = Buffer.alloc(10);
  head.writeUInt16BE(kind, 0);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(data.length, 8);
  return Buffer.concat([writeName(name), head, data]);
}

function readName(labels: Buffer): string {
  const length = labels[0]!;
  const rest = length === 0 ? "" : readName(labels.subarray(length + 1));
  return [labels.toString("latin1", 1, length + 1), rest].filter(Boolean).join(".");
}

function writeName(name: string): Buffer {
  const labels = name.split(".").map((label) => [Buffer.of(label.length), Buffer.from(label)]);
  return Buffer.concat([...labels.flat(), Buffer.of(0)]);
}

/** IPv6 with all of its eight groups. */
function writeAddress(address: string): Buffer {
  if (!address.includes(":")) {
    return Buffer.from(address.split(".").map(Number));
  }
  return Buffer.from(
    address
      .split(":")
      .map((group) => group.padStart(4, "0"))
      .join(""),
    "hex",
  );
}
