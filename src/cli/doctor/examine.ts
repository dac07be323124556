import { chooseInterfaces, hostNet, type InterfaceChoice, NetworkError, type ZocpNode } from "../../index.ts";
import { isTool, observe } from "../observe.ts";
import { pause, type Session } from "../session.ts";
import { type BeaconReport, listenForBeacons } from "./beacons.ts";
import type { Findings, Heard, Problem } from "./findings.ts";
import { problemsOf } from "./problems.ts";

/** Looks at this machine, and listens for a while. */
export async function examine(session: Session, duration: number): Promise<Findings> {
  const port = session.options.port ?? portOfEnvironment(session);
  const wanted = session.options.interface ?? (process.env.ZOCP_INTERFACE || undefined);
  const { choices, problem } = choose(wanted);
  const used = choices.filter((choice) => choice.used).map((choice) => choice.interface);
  if (used.length === 0) return nothingToUse(choices, port, problem);
  const [beacons, heard] = await Promise.all([
    listenForBeacons(used, port, { duration, signal: session.signal }),
    listenAsNode(session, duration),
  ]);
  const interfaces = choices.map((choice) => ({ ...choice, returned: beacons.returned.has(choice.interface) }));
  const mute = muteOf(beacons, heard);
  const part = { interfaces, port, blocked: beacons.blocked, heard: heard.nodes, mute, duration };
  return { ...part, problems: problemsOf(part, heard) };
}

interface HeardAsNode {
  /** Our own id, and those of other command lines. */
  readonly known: ReadonlySet<string>;
  readonly nodes: readonly Heard[];
  readonly failure: string | undefined;
  /** What is in trouble while the node runs: a hub that is not there. */
  readonly troubles: readonly string[];
}

/** Joins the network as any node does: who is heard in this way can be worked with. */
async function listenAsNode(session: Session, duration: number): Promise<HeardAsNode> {
  try {
    return await observe(session, "doctor", async (node) => {
      const troubles = new Set<string>();
      node.on("failed", ({ error }) => void troubles.add(error.message));
      await pause(duration, session.signal);
      const known = new Set([node.id, ...node.zre.peers.keys()]);
      return { known, nodes: heardBy(node), failure: undefined, troubles: [...troubles] };
    });
  } catch (error) {
    if (error instanceof NetworkError) return { known: new Set(), nodes: [], failure: error.message, troubles: [] };
    throw error;
  }
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
function muteOf({ heard }: BeaconReport, { known }: HeardAsNode): Findings["mute"] {
  return [...heard].filter(([id]) => !known.has(id)).map(([id, address]) => ({ id, address }));
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
  return { interfaces, port, blocked: undefined, heard: [], mute: [], duration: 0, problems: [advice] };
}

/** A port in the environment that is none is reported by the node that is started with it. */
function portOfEnvironment({ options }: Session): number {
  const keyed = (options.key ?? process.env.ZOCP_KEY ?? "") !== "";
  return Number(process.env.ZOCP_PORT) || (keyed ? SECURE_BEACON_PORT : BEACON_PORT);
}

const BEACON_PORT = 5670;
const SECURE_BEACON_PORT = 5671;
