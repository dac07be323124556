import { type LinkState, type PresentNode, parseAddress, type RemoteNode, type ZocpNode } from "../../index.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { formatListing } from "../format/listing.ts";
import { nodesOnLoopback } from "../loopback-nodes.ts";
import { pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { betweenAt } from "../targets/betweens.ts";
import { isTool, observe, placeOf } from "../targets/observe.ts";
import { type Pattern, parsePattern } from "../targets/pattern.ts";
import { isOnBroker, meet, presentNodes } from "../targets/present.ts";
import { askFigures, askHoldings, askLinks } from "../views/figures.ts";
import { describeNode, type NodeView, type ShownLink, viewNode } from "../views/node-view.ts";

interface ListOptions extends CommonOptions {
  /** Also how the links of each node fare. */
  readonly links?: boolean;
  /** Also who holds each parameter. */
  readonly owner?: boolean;
}

/** Lists the nodes that are found within the time to discover. */
export async function run(session: Session<ListOptions>, pattern?: string): Promise<ExitCode> {
  const { links, owner } = session.options;
  if (isOnBroker(session.options) && pattern === undefined && links !== true && owner !== true) return glance(session);
  const apart = nodesOnLoopback(session, waitOf(session.options));
  return observe(session, "ls", (node) => list(session, node, { pattern, apart }), "wanted");
}

/** Who is on a broker. Nobody is met, for there can be thousands: parameters are told by nodes that are named. */
async function glance(session: Session<ListOptions>): Promise<ExitCode> {
  const { options, note } = session;
  const present = await presentNodes(session);
  const views = present.filter((one) => options.all === true || !isTool(one)).map(glanceAt);
  const sorted = views.sort(byName);
  if (options.json) print(session, sorted);
  // One by one, so that nothing stands between them.
  else for (const view of sorted) print(session, [view]);
  note(
    views.length === 0
      ? nobody(waitOf(options))
      : `${views.length === 1 ? "1 node" : `${views.length} nodes`}; "zocp ls ${GLOB}" shows the parameters of some`,
  );
  return 0;
}

interface Listing {
  readonly pattern: string | undefined;
  readonly apart: Promise<readonly string[]>;
}

async function list(session: Session<ListOptions>, node: ZocpNode, { pattern, apart }: Listing): Promise<ExitCode> {
  const { options, signal, note } = session;
  const meant = parsePattern(pattern);
  const present = await presentNodes(session);
  const held = present.filter(({ name, id }) => meant.node(name, id) || meant.holder(name));
  meet(node, session, held);
  await pause(waitOf(options), signal);
  const chosen = choose(node, meant, options.all === true);
  const linked = options.links === true ? await withLinks(node, chosen, options) : chosen;
  const views = options.owner === true ? await withOwners(node, linked) : linked;
  print(session, views);
  for (const { name, complete } of views) if (!complete) note(`${name} has not told its parameters yet`);
  const onLoopback = await apart;
  if (onLoopback.length > 0) note(describeApart(onLoopback));
  if (views.length > 0) return 0;
  const isEmpty = ![...node.peers.values(), ...present].some((remote) => options.all === true || !isTool(remote));
  note(pattern === undefined || isEmpty ? nobody(waitOf(options)) : `nothing that is here fits "${pattern}"`);
  return pattern === undefined ? 0 : 1;
}

function print(session: Session<ListOptions>, views: readonly NodeView[]): void {
  if (session.options.json) session.out.line(toJsonText(views.map(describeNode)));
  else for (const line of formatListing(views, session)) session.out.line(line);
}

function glanceAt({ id, name, user, headers }: PresentNode): NodeView {
  const address = user === undefined ? "" : `user ${user}`;
  return { id, name, address, headers, complete: false, parameters: [] };
}

/** All are asked at the same time. */
function withLinks(node: ZocpNode, views: readonly NodeView[], { all }: ListOptions): Promise<readonly NodeView[]> {
  const ask = async (view: NodeView): Promise<NodeView> => {
    const remote = node.peers.get(view.id);
    if (remote === undefined) return view;
    const [figures, kept] = await Promise.all([
      askFigures(node, remote, { tools: all === true, timeout: ANSWER_WITHIN }),
      askLinks(remote, ANSWER_WITHIN),
    ]);
    const shown = new Set(view.parameters.map(({ path }) => path));
    const ownEnd = ({ emitter, sensor }: LinkState) => (emitter.node === view.name ? emitter : sensor).parameter;
    const concerned = kept?.filter((link) => shown.has(ownEnd(link))).map((link) => asOne(remote, link));
    return { ...view, links: figures?.filter(({ emitter }) => shown.has(emitter)), waiting: concerned };
  };
  return Promise.all(views.map(ask));
}

/** A link into an operator that stands between two ends: it is shown as the link between these. */
function asOne(remote: RemoteNode, link: LinkState): ShownLink {
  const between = betweenAt(remote, link.sensor);
  return between === undefined ? link : { ...link, sensor: parseAddress(between.sensor), via: remote.name };
}

function withOwners(node: ZocpNode, views: readonly NodeView[]): Promise<readonly NodeView[]> {
  const ask = async (view: NodeView): Promise<NodeView> => {
    const remote = node.peers.get(view.id);
    const holdings = remote && (await askHoldings(remote, ANSWER_WITHIN));
    const parameters = view.parameters.map((one) => ({ ...one, holding: holdings?.get(one.path) }));
    return { ...view, parameters };
  };
  return Promise.all(views.map(ask));
}

function choose(node: ZocpNode, pattern: Pattern, tools: boolean): readonly NodeView[] {
  const nameOf = (id: string): string | undefined => node.peers.get(id)?.name;
  return [...node.peers.values()]
    .filter((remote) => tools || !isTool(remote))
    .map((remote) => viewNode(remote, { address: placeOf(node, remote.id), nameOf, chosen: chooser(remote, pattern) }))
    .filter(({ parameters, name, id }) => parameters.length > 0 || pattern.node(name, id))
    .sort(byName);
}

function byName(a: NodeView, b: NodeView): number {
  return compare(a.name, b.name) || compare(a.id, b.id);
}

/** A pattern that means the node means all of its parameters. */
function chooser({ name, id }: RemoteNode, pattern: Pattern): (path: string) => boolean {
  const all = pattern.node(name, id);
  return (path) => all || pattern.parameter(name, path);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function describeApart(names: readonly string[]): string {
  const [shown, rest] = [names.slice(0, MOST_NAMES).join(", "), names.length - MOST_NAMES];
  const them = rest > 0 ? `${shown} and ${rest} more` : shown;
  return `on loopback only, as the demo is: ${them}; zocp ls --interface loopback`;
}

function nobody(wait: number): string {
  return `no node was found within ${wait / 1000} s; "zocp doctor" looks for the reason, "zocp demo" starts some`;
}

const GLOB = "'lamp*'";
const ANSWER_WITHIN = 1000;
const MOST_NAMES = 8;
