import { type BareRuntime, type Inputs, startBare } from "../bare-runtime.ts";
import { clipSettings } from "../clip.ts";
import { bodiesOf, readGateway } from "../gateway-load.ts";
import { startGateway } from "../gateway.ts";
import { shortTexts } from "../inputs.ts";
import { measureLoad, type Pace, type RateRow } from "../measure.ts";
import type { Target } from "../requests.ts";
import type { Outcome } from "../results.ts";
import { checkSameWork } from "../same-work.ts";
import { number, rateCells } from "../table.ts";
import { express } from "./express.ts";
import { infinity } from "./infinity.ts";
import { type Peer, startPeer } from "./peer.ts";

const peers = [express, infinity];
const clients = 64;
const inputs = { modality: "text", texts: shortTexts(640) } as const;

/** The same texts, clients and weights for the gateway and for other servers, in turns. */
export async function benchPeers(pace: Pace): Promise<Outcome> {
  const rows: RateRow[] = [];
  const notes: string[] = [];
  for (const peer of peers) {
    const missing = peer.missing();
    if (missing !== undefined) {
      notes.push(`${peer.name}: ${missing}.`);
      continue;
    }
    const [own, other] = await measurePeer(peer, pace);
    rows.push(own!, other!);
    const times = number(own!.rate / other!.rate, 2);
    notes.push(`Parallax answers at ${times} times the rate of ${peer.name}.`);
  }
  return { tables: rows.length > 0 ? [rateCells(rows)] : [], notes };
}

async function measurePeer(peer: Peer, pace: Pace): Promise<RateRow[]> {
  const { name, directory, id } = peer.model;
  const bare = startBare(directory);
  const gateway = await startGateway({ CACHE_MB: "0", ...(id !== undefined && clipSettings()) });
  const server = await startPeer(peer);
  await check(bare, gateway, readGateway(id));
  await check(bare, server, {
    bodyOf: (given) => peer.body(given.modality === "text" ? given.texts[0]! : ""),
    read: peer.read,
  });
  const contenders = [
    { name: `Parallax, ${name}`, target: gateway, bodies: bodiesOf(inputs, id) },
    { name: `${peer.name}, ${name}`, target: server, bodies: inputs.texts.map(peer.body) },
  ];
  const rows = await measureLoad({ inputs, clients, contenders }, bare, pace);
  bare.stop();
  await Promise.all([gateway.stop(), server.stop()]);
  return rows;
}

async function check(
  bare: BareRuntime,
  target: Target,
  how: Parameters<typeof checkSameWork>[3],
): Promise<void> {
  const samples: Inputs[] = inputs.texts
    .slice(0, 3)
    .map((text) => ({ modality: "text", texts: [text] }));
  await checkSameWork(bare, target, samples, how);
}
