import { type LinkState, parseAddress, type RemoteNode, type ZocpNode } from "../../index.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { formatListing } from "../format/listing.ts";
import { nodesOnLoopback } from "../loopback-nodes.ts";
import { pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { betweenAt } from "../targets/betweens.ts";
import { isTool, observe, placeOf } from "../targets/observe.ts";
import { type Pattern, parsePattern } from "../targets/pattern.ts";
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
  const { options, out, signal, note } = session;
  const apart = nodesOnLoopback(session, waitOf(options));
  return observe(session, "ls", async (node) => {
    await pause(waitOf(options), signal);
    const chosen = choose(node, parsePattern(pattern), options.all === true);
    const linked = options.links === true ? await withLinks(node, chosen, options) : chosen;
    const views = options.owner === true ? await withOwners(node, linked) : linked;
    if (options.json) out.line(toJsonText(views.map(describeNode)));
    else for (const line of formatListing(views, session)) out.line(line);
    for (const { name, complete } of views) if (!complete) note(`${name} has not told its parameters yet`);
    const onLoopback = await apart;
    if (onLoopback.length > 0) note(describeApart(onLoopback));
    if (views.length > 0) return 0;
    const isEmpty = ![...node.peers.values()].some((remote) => options.all === true || !isTool(remote));
    note(pattern === undefined || isEmpty ? nobody(waitOf(options)) : `nothing that is here fits "${pattern}"`);
    return pattern === undefined ? 0 : 1;
  });
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
    .sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
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

const ANSWER_WITHIN = 1000;
const MOST_NAMES = 8;
