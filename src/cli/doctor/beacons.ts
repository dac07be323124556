import { hostNet, type Interface, NetworkError } from "../../index.ts";
import { pause } from "../streams/session.ts";

/** A beacon that announced a node. */
export interface HeardBeacon {
  readonly id: string;
  /** Where it came from. */
  readonly address: string;
  /** Where its node says that it listens. */
  readonly tcpPort: number;
  /** 1, or 3 of nodes with a key. */
  readonly version: 1 | 3;
  /** The UDP port that it was sent to. */
  readonly port: number;
}

/** What was learnt about one port. */
export interface PortReport {
  /** Why the port cannot be used; undefined when it can. */
  readonly blocked: string | undefined;
  /** The interfaces on which a broadcast of ours came back. */
  readonly returned: ReadonlySet<Interface>;
  /** Why nothing leaves on an interface. */
  readonly unsent: ReadonlyMap<Interface, string>;
  /** One for each node and address. */
  readonly heard: readonly HeardBeacon[];
}

interface Limits {
  readonly duration: number;
  readonly signal: AbortSignal;
}

/**
 * Opens a beacon port beside everyone else and hears everything that comes, also from loopback and from other networks. Sends on
 * `interfaces` something that nobody will understand, and looks whether it comes back.
 */
export async function listenForBeacons(
  interfaces: readonly Interface[],
  port: number,
  { duration, signal }: Limits,
): Promise<PortReport> {
  const net = hostNet();
  const probes = new Map(interfaces.map((one) => [`00${toHex(net.random.bytes(PROBE_LENGTH - 1))}`, one]));
  const returned = new Set<Interface>();
  const heard = new Map<string, HeardBeacon>();
  const report = { blocked: undefined, returned, unsent: new Map<Interface, string>() };
  try {
    const options = { far: true };
    const receive = (datagram: Uint8Array, { address }: { readonly address: string }): void => {
      const probed = probes.get(toHex(datagram));
      if (probed !== undefined) returned.add(probed);
      note(heard, readBeacon(datagram), { address, port });
    };
    const broadcast = await net.broadcast(interfaces, port, receive, options);
    for (let i = 0; i < PROBES; i++) {
      for (const [probe, on] of probes) broadcast.send(Buffer.from(probe, "hex"), on);
      await pause(duration / PROBES, signal);
    }
    for (const one of interfaces) {
      const failure = broadcast.failure?.(one);
      if (failure !== undefined) report.unsent.set(one, failure.message);
    }
    broadcast.close();
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { ...report, blocked: error.message, heard: [] };
  }
  return { ...report, heard: [...heard.values()] };
}

interface Beacon {
  readonly id: string;
  readonly tcpPort: number;
  readonly version: 1 | 3;
}

/** A goodbye takes back what the node said before. */
function note(
  heard: Map<string, HeardBeacon>,
  beacon: Beacon | undefined,
  from: { readonly address: string; readonly port: number },
): void {
  if (beacon === undefined) return;
  const key = `${beacon.id} ${from.address}`;
  if (beacon.tcpPort === 0) heard.delete(key);
  else if (heard.size < MOST_HEARD || heard.has(key)) heard.set(key, { ...beacon, ...from });
}

function readBeacon(datagram: Uint8Array): Beacon | undefined {
  const version = VERSIONS[datagram.length];
  if (version === undefined) return undefined;
  const text = toHex(datagram.subarray(0, BEACON_LENGTH));
  if (!text.startsWith(`5a52450${version}`)) return undefined;
  return { id: text.slice(8, -4), tcpPort: Number.parseInt(text.slice(-4), 16), version };
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

const BEACON_LENGTH = 22;
/** By length: version 1, and version 3 of nodes with a key, which has 32 octets more. */
const VERSIONS: Readonly<Record<number, 1 | 3>> = { [BEACON_LENGTH]: 1, [BEACON_LENGTH + 32]: 3 };
// Neither the start nor the length of a beacon: everyone else drops it unseen.
const PROBE_LENGTH = 16;
// A broadcast may be lost on Wi-Fi, and one that does not leave is believed when three did not.
const PROBES = 3;
const MOST_HEARD = 2048;
