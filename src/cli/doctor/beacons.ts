import { hostNet, type Interface, NetworkError } from "../../index.ts";
import { pause } from "../session.ts";

/** What was learnt about the beacon port. */
export interface BeaconReport {
  /** Why the port cannot be used; undefined when it can. */
  readonly blocked: string | undefined;
  /** The interfaces on which a broadcast of ours came back. */
  readonly returned: ReadonlySet<Interface>;
  /** The nodes whose beacons were heard: where they come from, by id. */
  readonly heard: ReadonlyMap<string, string>;
}

/** Hears who is on the other usual port: that of nodes with a key, or that of nodes without. Sends nothing. */
export async function overhear(
  interfaces: readonly Interface[],
  port: number,
  { duration, signal }: { readonly duration: number; readonly signal: AbortSignal },
): Promise<BeaconReport["heard"]> {
  const heard = new Map<string, string>();
  try {
    const broadcast = await hostNet().broadcast(interfaces, port, (datagram, { address }) => {
      const peer = peerOf(datagram);
      if (peer !== undefined) heard.set(peer, address);
    });
    await pause(duration, signal);
    broadcast.close();
  } catch (error) {
    // It is not the port that was asked about.
    if (!(error instanceof NetworkError)) throw error;
  }
  return heard;
}

/** Opens the beacon port beside everyone else, sends something that nobody will understand, and listens. */
export async function listenForBeacons(
  interfaces: readonly Interface[],
  port: number,
  { duration, signal }: { readonly duration: number; readonly signal: AbortSignal },
): Promise<BeaconReport> {
  const net = hostNet();
  const probes = new Map(interfaces.map((one) => [`00${toHex(net.random.bytes(PROBE_LENGTH - 1))}`, one]));
  const returned = new Set<Interface>();
  const heard = new Map<string, string>();
  const receive = (datagram: Uint8Array, source: { readonly address: string }): void => {
    const probed = probes.get(toHex(datagram));
    if (probed !== undefined) returned.add(probed);
    const peer = peerOf(datagram);
    if (peer !== undefined) heard.set(peer, source.address);
  };
  try {
    const broadcast = await net.broadcast(interfaces, port, receive);
    for (const [probe, on] of probes) broadcast.send(Buffer.from(probe, "hex"), on);
    await pause(duration, signal);
    broadcast.close();
    return { blocked: undefined, returned, heard };
  } catch (error) {
    if (error instanceof NetworkError) return { blocked: error.message, returned, heard };
    throw error;
  }
}

/** The id in a beacon that announces a node. */
function peerOf(datagram: Uint8Array): string | undefined {
  const text = toHex(datagram.subarray(0, BEACON_LENGTH));
  const start = BEACON_STARTS[datagram.length];
  const isBeacon = start !== undefined && text.startsWith(start) && !text.endsWith("0000");
  return isBeacon ? text.slice(start.length, -4) : undefined;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

const BEACON_LENGTH = 22;
/** By length: "ZRE" and version 1, or version 3 of nodes with a key, which have 32 octets more. */
const BEACON_STARTS: Readonly<Record<number, string>> = {
  [BEACON_LENGTH]: "5a524501",
  [BEACON_LENGTH + 32]: "5a524503",
};
// Neither the start nor the length of a beacon: everyone else drops it unseen.
const PROBE_LENGTH = 16;
