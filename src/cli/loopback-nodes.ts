import { chooseInterfaces, hostNet, presentInterfaces } from "../index.ts";
import { pause, type Session } from "./streams/session.ts";
import { isTool, observe } from "./targets/observe.ts";

/**
 * The names of nodes that keep to this machine, as those of the demo do, where this command itself is on a network and hears
 * none of them. They are looked for besides: what keeps that from succeeding is nobody's affair.
 */
export async function nodesOnLoopback(session: Session, time: number): Promise<readonly string[]> {
  const { options } = session;
  if (options.broker || process.env.ZOCP_BROKER) return [];
  if (options.interface || process.env.ZOCP_INTERFACE || options.beacons === false || isAlone()) return [];
  const alone = { ...options, interface: "loopback", gossip: [], peer: [], tcpPort: 0 };
  const silent = { ...session, options: alone, note: () => {} };
  try {
    return await observe(silent, "ls", async (node) => {
      await pause(time, session.signal);
      return [...node.peers.values()].filter((remote) => !isTool(remote)).map(({ name }) => name);
    });
  } catch {
    return [];
  }
}

function isAlone(): boolean {
  return chooseInterfaces(presentInterfaces(hostNet())).some(({ used, interface: { loopback } }) => used && loopback);
}
