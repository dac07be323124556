import {
  compileMap,
  formatMap,
  type JsonObject,
  type LinkOptions,
  learnRange,
  type MapStage,
  type Port,
  parseMap,
  type RemoteParameter,
  type ZocpNode,
} from "../../index.ts";
import { notFound } from "../failure.ts";
import type { GivenStages } from "../maps/given-stages.ts";
import type { Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { type Between, portsOf } from "../targets/betweens.ts";
import {
  addressOf,
  CONFIRM_TIMEOUT_MS,
  checkLink,
  findLink,
  isConnected,
  type LinkTarget,
  linkOf,
  tellLink,
} from "../targets/link-words.ts";
import { observe } from "../targets/observe.ts";
import { seeRange } from "../targets/seen-range.ts";
import { checkMaps, chooseBetween, connectVia } from "../targets/via.ts";

interface ConnectOptions extends CommonOptions {
  /** False: `--no-rate`. */
  readonly rate?: number | false;
  readonly every?: boolean;
  readonly priority?: number;
  readonly fresh?: number;
  /** Seconds in which the emitter is moved from one end to the other. */
  readonly learn?: number;
  readonly mute?: boolean;
  readonly range?: readonly GivenStages[];
  readonly clip?: readonly GivenStages[];
  readonly curve?: readonly GivenStages[];
  readonly deadband?: readonly GivenStages[];
  readonly smooth?: readonly GivenStages[];
  readonly lag?: readonly GivenStages[];
  readonly expr?: readonly GivenStages[];
  readonly map?: readonly GivenStages[] | false;
  /** Nothing stays of what was said before. */
  readonly plain?: boolean;
  readonly pickup?: boolean;
  /** A node with an operator through which it goes. */
  readonly via?: string;
}

/** Wires an emitter to a sensor of any two nodes, and waits until the emitter lists it. */
export async function run(session: Session<ConnectOptions>, emitter: string, sensor: string): Promise<void> {
  // What is wrong with a map is said before anything is looked for.
  const said = linkOptionsOf(session.options);
  const make = async (node: ZocpNode): Promise<void> => {
    const wire = await findLink(session, node, emitter, sensor);
    checkLink(wire);
    const between = await chooseBetween(session, node, wire);
    if (between === undefined && said?.hasMap) await checkMaps(session, node, wire);
    if (between === undefined && isConnected(wire) && said === undefined)
      session.note(`${addressOf(wire.emitter)} and ${addressOf(wire.sensor)} were connected already`);
    else if (between === undefined) await connect(session, node, wire, said);
    else {
      const linkOptions = said === undefined ? {} : await allOptions(session, node, wire, said, between);
      await connectVia(session, node, wire, { between, linkOptions });
    }
    tellLink(session, wire, true, between?.node.name);
  };
  await observe(session, "connect", make, "wanted");
}

/** Whichever comes first: the link, a reason against it, or the end of patience. */
async function connect(
  session: Session<ConnectOptions>,
  node: ZocpNode,
  wire: LinkTarget,
  said: SaidOptions | undefined,
): Promise<void> {
  const { options, signal } = session;
  const { emitter, sensor } = linkOf(wire);
  const refused = new Promise<never>((_resolve, reject) => {
    node.on("refused", ({ outgoing, verb, name, parameter, reason }) => {
      if (outgoing && verb === "SUB") reject(notFound(`${name} refused to connect ${parameter}: ${reason}`));
    });
  });
  const timeout = Math.max(waitOf(options, CONFIRM_TIMEOUT_MS), CONFIRM_TIMEOUT_MS);
  const all = said && (await allOptions(session, node, wire, said));
  await Promise.race([node.connect(emitter, sensor, { timeout, signal, ...all }), refused]);
}

/** What the command line says of how the values of a link travel. */
interface SaidOptions {
  readonly given: LinkOptions;
  /** Names of options that it takes away. */
  readonly removed: readonly string[];
  /** Whether nothing stays of what the link has. */
  readonly plain: boolean;
  /** Whether it speaks of a map. */
  readonly hasMap: boolean;
}

/** Undefined when it says nothing. */
function linkOptionsOf(options: ConnectOptions): SaidOptions | undefined {
  const { rate, every, priority, fresh, mute, pickup, learn, plain = false } = options;
  const { range, clip, curve, deadband, smooth, lag, expr, map } = options;
  const given = [range, clip, curve, deadband, smooth, lag, expr, map].flatMap((one) => one || []);
  // As they stand on the command line; what looks at the sensor comes last.
  const stages = [...given].sort((a, b) => a.order - b.order).flatMap((one) => one.stages);
  const all: readonly MapStage[] = pickup ? [...stages, { pickup: true }] : stages;
  const hasMap = given.length > 0 || pickup === true;
  if (hasMap) compileMap(all);
  const removed = [...(rate === false ? ["rate", "every"] : []), ...(map === false ? ["map"] : [])];
  const named = { rate: rate || undefined, every, priority, fresh, mute, map: hasMap ? all : undefined };
  const isSaid =
    plain || learn !== undefined || removed.length > 0 || Object.values(named).some((one) => one !== undefined);
  return isSaid ? { given: named, removed, plain, hasMap: hasMap || learn !== undefined } : undefined;
}

/** What the command line says, and what the wire has besides. */
async function allOptions(
  session: Session<ConnectOptions>,
  node: ZocpNode,
  wire: LinkTarget,
  said: SaidOptions,
  between?: Between,
): Promise<LinkOptions> {
  const { learn } = session.options;
  const { given, removed } = said;
  const kept = await keptOptions(linkToKeep(wire, between), said);
  const options = without(kept, removed);
  if (learn === undefined) return { ...given, options };
  const before = kept.has("map") && !removed.includes("map") ? parseMap(formatMap(kept.get("map"))) : [];
  const map = learnRange(given.map ?? before, await seeRange(session, node, wire.emitter, learn), wire.sensor);
  return { ...given, map, options };
}

/** The first link of two, when it goes through an operator: that one has the options. */
function linkToKeep({ emitter, sensor }: LinkTarget, between: Between | undefined): KeptLink {
  if (between === undefined) return { emitter, sensor };
  return { emitter, sensor: { node: between.node, path: portsOf(between).input.parameter } };
}

type KeptLink = Readonly<Record<keyof LinkTarget, Pick<RemoteParameter, "node" | "path">>>;

/** What the nodes of a wire keep of how its values travel: nothing of it is lost because something else was said. */
async function keptOptions(wire: KeptLink, { plain }: SaidOptions): Promise<JsonObject> {
  if (plain) return NONE;
  for (const { node } of [wire.sensor, wire.emitter]) {
    if (!node.extensions) continue;
    const links = await node.links({ timeout: CONFIRM_TIMEOUT_MS });
    const kept = links.find((one) => isSame(one.emitter, wire.emitter) && isSame(one.sensor, wire.sensor));
    if (kept !== undefined) return kept.options;
  }
  return NONE;
}

function without(options: JsonObject, names: readonly string[]): LinkOptions["options"] {
  return Object.fromEntries([...options].filter(([name]) => !names.includes(name))) as LinkOptions["options"];
}

/** Links are kept by names. */
function isSame({ node, parameter }: Port, end: Pick<RemoteParameter, "node" | "path">): boolean {
  return node === end.node.name && parameter === end.path;
}

const NONE: JsonObject = new Map();
