import {
  chooseInterfaces,
  hostNet,
  type Interface,
  NetworkError,
  presentInterfaces,
  type ZreOptions,
} from "../../index.ts";
import { notFound, wrongUsage } from "../failure.ts";
import type { CommonOptions } from "../table/options.ts";
import { networkOptions } from "../targets/observe.ts";

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
  const own = presentInterfaces(hostNet()).filter((one) => one.loopback);
  if (own.length === 0) throw notFound("this machine has no loopback interface that is up");
  const address = meantBy(wanted || "loopback", own);
  if (address === undefined) throw wrongUsage(`the demo stays on loopback; ${wanted} is something else`);
  return address;
}

function meantBy(wanted: string, own: readonly Interface[]): string | undefined {
  try {
    return chooseInterfaces(own, wanted).find(({ used }) => used)?.interface.address;
  } catch (error) {
    if (error instanceof NetworkError) return undefined;
    throw error;
  }
}

const LOCAL = /^tcp:\/\/(localhost|127\.[\d.]+):/;
