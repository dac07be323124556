import { createSocket, type Socket } from "node:dgram";

import { LIMITED_BROADCAST, otherEnd, sameNetwork } from "../ipv4.ts";
import type { Broadcast, BroadcastOptions, Endpoint, Interface, Receive } from "../net.ts";
import { Sender } from "./sender.ts";
import { translate } from "./translate.ts";

/**
 * Opens what beacons need. On real networks: one socket that hears everything that is sent to the port, and for each
 * interface one that sends to its directed broadcast address, which is all that pyre listens to; every other datagram goes to
 * the limited broadcast address too, for machines on the same wire whose netmask is another one. On loopback: the broadcast
 * address of 127.0.0.0/8, and the multicast group that pyre falls back to; nothing of that leaves the machine. With
 * `multicastTtl` that group is used on real networks, too, and whoever is heard through it need not be near.
 */
export async function broadcast(
  interfaces: readonly Interface[],
  port: number,
  receive: Receive,
  { multicastTtl, far = false }: BroadcastOptions = {},
): Promise<Broadcast> {
  const receivers: Socket[] = [];
  const senders = new Map<string, Sender>();
  const close = (): void => {
    for (const socket of [...receivers, ...[...senders.values()].map((sender) => sender.socket)]) socket.close();
    receivers.length = 0;
    senders.clear();
  };
  try {
    for (const address of listenAddresses(interfaces, far)) receivers.push(await bind(address, port));
    await bindSenders(senders, interfaces);
  } catch (error) {
    close();
    throw error;
  }
  const grouped = interfaces.filter((one) => one.loopback || multicastTtl !== undefined);
  const joined = joinGroup(receivers, senders, grouped, multicastTtl ?? 1);
  const near = new Map<string, boolean>();
  for (const socket of receivers) {
    socket.on("message", (datagram, source) => {
      if (far || multicastTtl !== undefined || isNear(interfaces, source, near)) receive(datagram, source);
    });
  }
  const send = (datagram: Uint8Array, on: Interface): void => {
    const sender = senders.get(on.address);
    if (sender === undefined) return;
    const sent = sender.sent++;
    const turn = {
      grouped: joined.has(on.address),
      fresh: sent < FRESH,
      even: sent % 2 === 0,
      failing: sender.failing,
    };
    sender.send(datagram, { port, ...destinations(on, turn) });
  };
  return { send, failure: (on) => senders.get(on.address)?.failure, close };
}

interface Turn {
  /** Whether the multicast group is heard on that interface. */
  readonly grouped: boolean;
  /** One of the first. */
  readonly fresh: boolean;
  readonly even: boolean;
  /** The datagram before did not leave. */
  readonly failing: boolean;
}

function destinations(on: Interface, turn: Turn): { readonly to: readonly string[]; readonly also: readonly string[] } {
  const group = turn.grouped ? [GROUP] : [];
  // Where loopback has neither broadcast nor multicast, one program at least hears what is sent to its address.
  if (on.loopback) return { to: loopbackDestinations(turn), also: turn.failing ? [LOOPBACK] : [] };
  const end = otherEnd(on.address, on.netmask);
  const to = [on.broadcast, ...(end === undefined ? [] : [end]), ...group];
  // On macOS the limited broadcast leaves through the default interface, whatever the sender's address is.
  // To machines with another netmask not each time, because broadcasts are expensive on Wi-Fi.
  const everyone = turn.even && on.broadcast !== LIMITED_BROADCAST && process.platform !== "darwin";
  return { to, also: everyone ? [LIMITED_BROADCAST] : [] };
}

/** Our nodes hear both, and a machine may run hundreds of them: each beacon that they hear twice is work for nothing. */
function loopbackDestinations({ grouped, fresh, even, failing }: Turn): readonly string[] {
  if (!grouped) return [LOOPBACK_BROADCAST];
  if (fresh || failing) return [LOOPBACK_BROADCAST, GROUP];
  return even ? [LOOPBACK_BROADCAST] : [GROUP];
}

function listenAddresses(interfaces: readonly Interface[], far: boolean): readonly string[] {
  // Only Linux lets a program bind a broadcast or a group address, and then nothing else is heard.
  const onlyLoopback = !far && interfaces.every((one) => one.loopback);
  return onlyLoopback && process.platform === "linux" ? [LOOPBACK_BROADCAST, GROUP] : ["0.0.0.0"];
}

/** One interface that went away a moment ago must not silence the others; only when none is left, this rejects. */
async function bindSenders(senders: Map<string, Sender>, interfaces: readonly Interface[]): Promise<void> {
  let failure: unknown;
  for (const { name, address } of interfaces) {
    try {
      const socket = await bind(address, 0);
      senders.set(address, new Sender(socket, `cannot send beacons on ${name} (${address})`));
      socket.setBroadcast(true);
    } catch (error) {
      failure ??= error;
    }
  }
  if (senders.size === 0 && interfaces.length > 0) throw failure;
}

/** Several programs of one machine share the beacon port, hence `reuseAddr`. */
function bind(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: "udp4", reuseAddr: port !== 0 });
    socket.once("error", (error) => {
      socket.close();
      reject(translate(error, `cannot use the UDP port ${port} on ${address}`));
    });
    socket.bind({ address, port, exclusive: false }, () => {
      socket.removeAllListeners("error");
      // A datagram that could not be sent is lost, as any datagram may be.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}

/** A beacon is only believed when it comes from a network that we are on. `known` keeps what was found: the same few send all beacons. */
function isNear(interfaces: readonly Interface[], { address }: Endpoint, known: Map<string, boolean>): boolean {
  const before = known.get(address);
  if (before !== undefined) return before;
  const near = interfaces.some((one) => sameNetwork(one.address, address, one.netmask));
  // Forged addresses are many.
  if (known.size >= KNOWN) known.clear();
  known.set(address, near);
  return near;
}

/** Returns the addresses at which the group is heard. Some systems have no multicast on loopback. */
function joinGroup(
  receivers: readonly Socket[],
  senders: ReadonlyMap<string, Sender>,
  interfaces: readonly Interface[],
  ttl: number,
): ReadonlySet<string> {
  const joined = new Set<string>();
  for (const { address, loopback } of interfaces) {
    const sender = senders.get(address)?.socket;
    const directed =
      succeeds(() => sender?.setMulticastInterface(address)) &&
      succeeds(() => sender?.setMulticastTTL(loopback ? 1 : ttl));
    const heard = receivers.filter((socket) => succeeds(() => socket.addMembership(GROUP, address)));
    if (directed && heard.length > 0) joined.add(address);
  }
  return joined;
}

/** What does not succeed here is not needed where broadcasts work; where they do not, `Broadcast.failure` tells it. */
function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

/** Datagrams that a program hears soon, whichever way it listens. */
const FRESH = 4;
/** Addresses of which is kept whether they are near. */
const KNOWN = 1024;
const LOOPBACK = "127.0.0.1";
const LOOPBACK_BROADCAST = "127.255.255.255";
const GROUP = "225.25.25.25";
