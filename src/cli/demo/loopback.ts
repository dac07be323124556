import { hostNet, type ZreOptions } from "../../index.ts";
import { notFound, wrongUsage } from "../failure.ts";
import { networkOptions } from "../observe.ts";
import type { CommonOptions } from "../options.ts";

/** Where the demo's nodes are: on loopback, and with hubs and peers only where they are told on the command line and are there too. */
export function demoNetwork(options: CommonOptions): ZreOptions {
  const { gossip = [], peer = [] } = options;
  for (const place of [...gossip, ...peer]) {
    if (!LOCAL.test(place)) throw wrongUsage(`the demo stays on loopback; ${place} is somewhere else`);
  }
  const network = { ...networkOptions(options), interface: loopback(options.interface), gossip, peers: peer };
  // Four nodes cannot be at one port.
  return { ...network, endpoint: false, port: 0, beacons: options.beacons ?? true };
}

/** The address of loopback. The demo never leaves this machine, whatever the environment says: another interface is a failure. */
function loopback(wanted: string | undefined): string {
  const all = hostNet().interfaces();
  const found = all.find(({ loopback: is, name, address }) => is && (!wanted || wanted === name || wanted === address));
  if (found !== undefined) return found.address;
  if (all.some(({ loopback: is }) => is)) throw wrongUsage(`the demo stays on loopback; ${wanted} is something else`);
  throw notFound("this machine has no loopback interface that is up");
}

const LOCAL = /^tcp:\/\/(localhost|127\.[\d.]+):/;
