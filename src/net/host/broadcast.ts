import { createSocket, type Socket } from "node:dgram";

import { sameNetwork } from "../ipv4.ts";
import type { Broadcast, BroadcastOptions, Endpoint, Interface, Receive } from "../net.ts";
import { translate } from "./translate.ts";

/**
 * Opens what beacons need. On real networks: one socket that hears everything that is sent to the port, and for each
 * interface one that sends to its directed broadcast address, which is all that pyre listens to. On loopback: the broadcast
 * address of 127.0.0.0/8, and the multicast group that pyre falls back to; nothing of that leaves the machine. With
 * `multicastTtl` that group is used on real networks, too, and whoever is heard through it need not be near.
 */
export async function broadcast(
  interfaces: readonly Interface[],
  port: number,
  receive: Receive,
  { multicastTtl }: BroadcastOptions = {},
): Promise<Broadcast> {
  const receivers: Socket[] = [];
  const senders = new Map<string, Socket>();
  const close = (): void => {
    for (const socket of [...receivers, ...senders.values()]) socket.close();
    receivers.length = 0;
    senders.clear();
  };
  try {
    for (const address of listenAddresses(interfaces)) receivers.push(await bind(address, port));
    await bindSenders(senders, interfaces);
  } catch (error) {
    close();
    throw error;
  }
  const grouped = interfaces.filter((one) => one.loopback || multicastTtl !== undefined);
  joinGroup(receivers, senders, grouped, multicastTtl ?? 1);
  for (const socket of receivers) {
    socket.on("message", (datagram, source) => {
      if (multicastTtl !== undefined || isNear(interfaces, source)) receive(datagram, source);
    });
  }
  const to = (on: Interface) =>
    [on.loopback ? LOOPBACK_BROADCAST : on.broadcast].concat(on.loopback || multicastTtl !== undefined ? GROUP : []);
  return { send: (datagram, on) => send(senders.get(on.address), datagram, { port, to: to(on) }), close };
}

function listenAddresses(interfaces: readonly Interface[]): readonly string[] {
  // Only Linux lets a program bind a broadcast or a group address, and then nothing else is heard.
  const onlyLoopback = interfaces.every((one) => one.loopback);
  return onlyLoopback && process.platform === "linux" ? [LOOPBACK_BROADCAST, GROUP] : ["0.0.0.0"];
}

/** One interface that went away a moment ago must not silence the others; only when none is left, this rejects. */
async function bindSenders(senders: Map<string, Socket>, interfaces: readonly Interface[]): Promise<void> {
  let failure: unknown;
  for (const { address } of interfaces) {
    try {
      const socket = await bind(address, 0);
      senders.set(address, socket);
      socket.setBroadcast(true);
    } catch (error) {
      failure ??= error;
    }
  }
  if (senders.size === 0) throw failure;
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

/** A beacon is only believed when it comes from a network that we are on. */
function isNear(interfaces: readonly Interface[], { address }: Endpoint): boolean {
  return interfaces.some((one) => sameNetwork(one.address, address, one.netmask));
}

function send(
  socket: Socket | undefined,
  datagram: Uint8Array,
  { port, to }: { readonly port: number; readonly to: readonly string[] },
): void {
  for (const address of to) socket?.send(datagram, port, address, () => {});
}

/** Some systems have no multicast on loopback; the broadcast reaches everyone but pyre there. */
function joinGroup(
  receivers: readonly Socket[],
  senders: ReadonlyMap<string, Socket>,
  interfaces: readonly Interface[],
  ttl: number,
): void {
  for (const { address, loopback } of interfaces) {
    const sender = senders.get(address);
    attempt(() => sender?.setMulticastInterface(address));
    attempt(() => sender?.setMulticastTTL(loopback ? 1 : ttl));
    for (const socket of receivers) attempt(() => socket.addMembership(GROUP, address));
  }
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // What it would have added is not needed.
  }
}

const LOOPBACK_BROADCAST = "127.255.255.255";
const GROUP = "225.25.25.25";
