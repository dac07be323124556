import { join } from "node:path";

import {
  BRIDGE_KINDS,
  type BridgeDescription,
  type BridgeKind,
  BridgeNode,
  type Protocol,
  planMappings,
  readDescriptions,
} from "../../bridges.ts";
import type { Json } from "../../index.ts";
import { type ExitCode, wrongUsage } from "../failure.ts";
import { countOf, printable } from "../format/text.ts";
import { canShow } from "../screen/show-screen.ts";
import { ended, pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { isTool, nodeOptions, noteStrangers, observe, once } from "../targets/observe.ts";
import { linesOf } from "./bridge-lines.ts";
import { screenOf } from "./bridge-screen.ts";
import type { BridgeView } from "./bridge-view.ts";

export interface RunBridgesOptions extends CommonOptions {
  readonly dryRun?: boolean;
  readonly connectAnyway?: boolean;
  readonly allowExec?: boolean;
}

interface Placed {
  /** Where relative paths begin, and what is kept lies. */
  readonly folder: string;
  /** Whether what is described is by the person who runs it: it may run programs. */
  readonly mayRun: boolean;
}

/** A bridge that is described, and what carries it. */
interface Planned {
  readonly description: BridgeDescription;
  readonly protocol: Protocol;
}

/** Runs what is described until it is told to end. Throws `DescriptionError`. */
export async function runBridges(
  session: Session<RunBridgesOptions>,
  json: Json,
  { folder, mayRun }: Placed,
): Promise<ExitCode | undefined> {
  const planned = readDescriptions(json, BRIDGE_KINDS).map((description) =>
    plan(session, description, { folder, mayRun }),
  );
  if (session.options.dryRun === true) return dryRun(session, planned);
  const view = canShow(session) ? screenOf(session) : linesOf(session);
  const bridges = planned.map((one) => makeNode(session, one, { folder, view }));
  try {
    for (const bridge of bridges) await bridge.start();
    view.begin(bridges);
    await ended(session);
  } finally {
    await Promise.all(bridges.map((bridge) => bridge.stop()));
    await view.close();
  }
  return undefined;
}

function plan({ options }: Session<RunBridgesOptions>, read: BridgeDescription, { folder, mayRun }: Placed): Planned {
  const description = { ...read, connectAnyway: read.connectAnyway || options.connectAnyway === true };
  const kind = BRIDGE_KINDS.get(description.kind) as BridgeKind;
  if (kind.runsPrograms?.(description.own) === true && !mayRun && options.allowExec !== true)
    throw wrongUsage(
      `others than you can write this file, and "${description.name}" runs programs that it names: --allow-exec permits that`,
    );
  return { description, protocol: kind.open(description, options.interface ?? process.env.ZOCP_INTERFACE, folder) };
}

function makeNode(
  session: Session<RunBridgesOptions>,
  { description, protocol }: Planned,
  { folder, view }: { readonly folder: string; readonly view: BridgeView },
): BridgeNode {
  const { name } = description;
  const network = nodeOptions(session.options);
  const bridge = new BridgeNode(description, protocol, {
    network,
    path: join(folder, name),
    tell: (event) => view.tell(bridge, event),
  });
  const note = once(session);
  bridge.node.on("failed", ({ error }) => note(error.message));
  noteStrangers(bridge.node, note);
  const warning = networkNote(session.options);
  if (warning !== undefined) note(warning);
  return bridge;
}

/** What would be mapped to what; nothing is sent, and nothing is listened to. */
async function dryRun(session: Session<RunBridgesOptions>, planned: readonly Planned[]): Promise<ExitCode> {
  return observe(session, "bridge", async (node) => {
    await pause(waitOf(session.options), session.signal);
    const nodes = [...node.peers.values()].filter((remote) => remote.complete && !isTool(remote));
    let [mapped, unfit] = [0, 0];
    for (const { description, protocol } of planned)
      for (const event of planMappings(description, protocol.dialect, nodes)) {
        if (event.type === "mapped") mapped++;
        if (event.type === "unfit") unfit++;
        linesOf(session).tell({ node: { name: description.name } }, event);
      }
    if (session.options.json !== true)
      session.out.line(
        printable(`${countOf(mapped, "mapping")}, ${unfit} that cannot be; ${countOf(nodes.length, "node")} looked at`),
      );
    return unfit > 0 ? 2 : 0;
  });
}
