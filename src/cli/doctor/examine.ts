import { chooseInterfaces, hostNet, type InterfaceChoice, NetworkError, type ZocpNode } from "../../index.ts";
import { isTool, observe } from "../observe.ts";
import { pause, type Session } from "../session.ts";
import { type BeaconReport, listenForBeacons, overhear } from "./beacons.ts";
import type { Findings, Heard, Problem } from "./findings.ts";
import { problemsOf } from "./problems.ts";

/** Looks at this machine, and listens for a while. */
export async function examine(session: Session, duration: number): Promise<Findings> {
  const keyed = (session.options.key ?? process.env.ZOCP_KEY ?? "") !== "";
  const asked = session.options.port ?? (Number(process.env.ZOCP_PORT) || undefined);
  const port = asked ?? (keyed ? SECURE_BEACON_PORT : BEACON_PORT);
  const otherPort = keyed ? BEACON_PORT : SECURE_BEACON_PORT;
  const wanted = session.options.interface ?? (process.env.ZOCP_INTERFACE || undefined);
  const { choices, problem } = choose(wanted);
  const used = choices.filter((choice) => choice.used).map((choice) => choice.interface);
  if (used.length === 0) return nothingToUse(choices, port, problem);
  const limits = { duration, signal: session.signal };
  const [beacons, heard, others] = await Promise.all([
    listenForBeacons(used, port, limits),
    listenAsNode(session, duration),
    // Whoever names a port has both kinds of nodes on it, or none.
    asked === undefined ? overhear(used, otherPort, limits) : new Map<string, string>(),
  ]);
  const interfaces = choices.map((choice) => ({ ...choice, returned: beacons.returned.has(choice.interface) }));
  const mute = muteOf(beacons, heard);
  const elsewhere = { keyed: !keyed, port: otherPort, nodes: [...others].map(([id, address]) => ({ id, address })) };
  const part = { interfaces, port, blocked: beacons.blocked, heard: heard.nodes, mute, elsewhere, duration };
  return { ...part, problems: problemsOf(part, heard) };
}

interface HeardAsNode {
  /** Our own id, and those of other command lines. */
  readonly known: ReadonlySet<string>;
  readonly nodes: readonly Heard[];
  /** Why nodes stay out that have no key, or another one: by id. */
  readonly strangers: ReadonlyMap<string, string>;
  readonly failure: string | undefined;
  /** What is in trouble while the node runs: a hub that is not there. */
  readonly troubles: readonly string[];
}

/** Joins the network as any node does: who is heard in this way can be worked with. */
async function listenAsNode(session: Session, duration: number): Promise<HeardAsNode> {
  try {
    // What would be noted stands in the findings.
    return await observe({ ...session, note: () => {} }, "doctor", async (node) => {
      const strangers = strangersOf(node);
      const troubles = new Set<string>();
      node.on("failed", ({ error }) => void troubles.add(error.message));
      await pause(duration, session.signal);
      const known = new Set([node.id, ...node.zre.peers.keys()]);
      return { known, nodes: heardBy(node), strangers, failure: undefined, troubles: [...troubles] };
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

function heardBy(node: ZocpNode): readonly Heard[] {
  return [...node.zre.peers.values()]
    .filter((peer) => !isTool(peer))
    .map(({ id, name, address, port }) => ({
      id,
      name,
      address: `tcp://${address}:${port}`,
      zocp: node.peers.has(id),
      complete: node.peers.get(id)?.complete === true,
    }));
}

/** Whose beacon came, but who did not say HELLO. */
function muteOf({ heard }: BeaconReport, { known, strangers }: HeardAsNode): Findings["mute"] {
  const mute = [...heard].filter(([id]) => !known.has(id));
  return mute.map(([id, address]) => ({ id, address, stranger: strangers.get(id) }));
}

function choose(wanted: string | undefined): { choices: readonly InterfaceChoice[]; problem: string | undefined } {
  const all = hostNet().interfaces();
  try {
    return { choices: chooseInterfaces(all, wanted), problem: undefined };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const unused = all.map((one) => ({ interface: one, used: false, reason: `only ${wanted} was asked for` }));
    return { choices: unused, problem: error.message };
  }
}

function nothingToUse(choices: readonly InterfaceChoice[], port: number, problem: string | undefined): Findings {
  const advice: Problem = {
    problem: problem ?? "no network interface is up",
    advice:
      problem === undefined
        ? "Switch one on, or plug a cable in."
        : "Name one that exists, or leave the choice to zocp.",
  };
  const interfaces = choices.map((choice) => ({ ...choice, returned: false }));
  return {
    interfaces,
    port,
    blocked: undefined,
    heard: [],
    mute: [],
    elsewhere: undefined,
    duration: 0,
    problems: [advice],
  };
}

// A port in the environment that is none is reported by the node that is started with it.
const BEACON_PORT = 5670;
const SECURE_BEACON_PORT = 5671;
