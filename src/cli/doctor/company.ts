import { type MeshPeer, NetworkError, type RemoteClock, type RemoteNode, type ZocpNode } from "../../index.ts";
import type { Role } from "../../show.ts";
import { pause, type Session } from "../streams/session.ts";
import { roleOf } from "../targets/find-understudy.ts";
import { isTool, observe } from "../targets/observe.ts";
import { askClocks } from "../views/clocks.ts";

/** Whom a node met that joined the network as any other does: who is met in this way can be worked with. */
export interface Company {
  /** Our own id, and those of all that were met. */
  readonly known: ReadonlySet<string>;
  readonly nodes: readonly Fellow[];
  /** Why nodes stay out that have no key, or another one: by id. */
  readonly strangers: ReadonlyMap<string, string>;
  /** Why no node can be started. */
  readonly failure: string | undefined;
  /** What is in trouble while the node runs: a hub that is not there. */
  readonly troubles: readonly string[];
}

interface Fellow {
  readonly id: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly zocp: boolean;
  readonly complete: boolean;
  readonly tool: boolean;
  /** What it is of a show. */
  readonly role?: Role | undefined;
  /** Its clock, where it shares one. */
  readonly clock?: RemoteClock | undefined;
}

/** Joins the network for so many milliseconds. */
export async function keepCompany(session: Session, duration: number): Promise<Company> {
  try {
    // What would be noted stands in the findings.
    return await observe({ ...session, note: () => {} }, "doctor", async (node) => {
      const strangers = strangersOf(node);
      const tools = toolsOf(node);
      const troubles = new Set<string>();
      node.on("failed", ({ error }) => void troubles.add(error.message));
      // To ask is to use it: it is in order by the time that it is compared with others.
      node.clock.now();
      await pause(duration, session.signal);
      const clocks = new Map((await askClocks(node, CLOCK_WITHIN)).map(({ id, clock }) => [id, clock]));
      const present = [...node.zre.peers.values()].map((peer) => ({
        ...asFellow(peer, node.peers.get(peer.id)),
        clock: node.clock.synced ? clocks.get(peer.id) : undefined,
      }));
      const nodes = [...present, ...[...tools.values()].filter(({ id }) => !node.zre.peers.has(id))];
      const known = new Set([node.id, ...nodes.map(({ id }) => id)]);
      return { known, nodes, strangers, failure: undefined, troubles: [...troubles] };
    });
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { known: new Set(), nodes: [], strangers: new Map(), failure: error.message, troubles: [] };
  }
}

function strangersOf({ zre }: ZocpNode): ReadonlyMap<string, string> {
  const strangers = new Map<string, string>();
  zre.on("ignored", ({ peer, error }) => {
    if (peer !== undefined && error.code === "key-mismatch") strangers.set(peer, error.message);
  });
  return strangers;
}

/** Other commands, also those that have ended meanwhile: two doctors that meet show that the network works. */
function toolsOf({ zre, peers }: ZocpNode): ReadonlyMap<string, Fellow> {
  const tools = new Map<string, Fellow>();
  zre.on("enter", ({ peer }) => {
    const entered = zre.peers.get(peer);
    if (entered !== undefined && isTool(entered)) tools.set(peer, asFellow(entered, peers.get(peer)));
  });
  return tools;
}

function asFellow(peer: MeshPeer, remote: RemoteNode | undefined): Fellow {
  const { id, name, address: host, port } = peer;
  const state = { zocp: remote !== undefined, complete: remote?.complete === true, tool: isTool(peer) };
  const role = remote === undefined ? undefined : roleOf(remote);
  return { id, name, host, port, ...state, ...(role && { role }) };
}

/** Milliseconds. */
const CLOCK_WITHIN = 1000;
