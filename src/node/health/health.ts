import {
  checkFunction,
  checkGiven,
  checkOptions,
  checkTimeout,
  type OptionNames,
  show,
} from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";
import { asked } from "../../events/waiting.ts";
import type { LinkState } from "../../zocp/core/link.ts";
import { formatAddress } from "../address.ts";
import type { About } from "../remote/about.ts";
import { RemoteNode } from "../remote/remote-node.ts";
import { type HealthOrder, idleLink, isOrder, type LinkHealth, linksTo, ORDERS, sortLinks } from "./link-health.ts";

/** How one node is. */
export interface NodeHealth {
  readonly name: string;
  readonly id: string;
  /** `silent`: it gave no sign of life lately; `unknown`: its parameters have not come; `old`: it tells nothing of its links. */
  readonly state: "well" | "silent" | "unknown" | "old";
  /** Where it is reached; undefined on a broker, of a page, and where nobody says. */
  readonly address: string | undefined;
  /** Milliseconds of its last answer: to a PING, or to the question how it is. */
  readonly roundTrip: number | undefined;
  /** The version that it runs, and milliseconds since it was started; undefined where it does not say. */
  readonly version: string | undefined;
  readonly uptime: number | undefined;
}

/** How nodes and their links are, the worst first. */
export class Health {
  readonly nodes: readonly NodeHealth[];
  readonly links: readonly LinkHealth[];

  constructor(nodes: readonly NodeHealth[], links: readonly LinkHealth[]) {
    this.nodes = nodes;
    this.links = links;
  }

  /** With the links in another order; those in trouble stay first. */
  by(order: HealthOrder): Health {
    return new Health(this.nodes, sortLinks(this.links, order));
  }
}

export interface HealthOptions {
  /** Whether links to this node are told, by its id; all are without it. */
  readonly tells?: ((id: string) => boolean) | undefined;
  /** Where a node is, as far as the asker knows that itself. */
  readonly placeOf?: ((id: string) => string | undefined) | undefined;
  readonly order: HealthOrder;
  /** Milliseconds that a node has to answer. */
  readonly timeout: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/**
 * Asks these nodes how they and their links are. One that does not answer is said to be so. Rejects with `UsageError` for what cannot be
 * asked, and with nothing else.
 */
export function askHealth(remotes: readonly RemoteNode[], options: HealthOptions): Promise<Health> {
  return asked(async () => {
    checkAsked(remotes, options);
    const told = await Promise.all(remotes.map((remote) => askOne(remote, options)));
    const nodes = told.map((one) => nodeHealth(one, options)).sort(worseNode);
    return new Health(nodes, linksOf(told)).by(options.order);
  });
}

function checkAsked(remotes: readonly RemoteNode[], options: HealthOptions): void {
  if (!Array.isArray(remotes) || !remotes.every((remote) => remote instanceof RemoteNode))
    throw new UsageError("invalid-argument", `the nodes are ${show(remotes)}, not a list of nodes that are here`);
  checkOptions("askHealth", options, OPTIONS);
  const { order, timeout, now, tells, placeOf } = options;
  if (!isOrder(order))
    throw new UsageError("invalid-argument", `the order is ${show(order)}: it must be ${ORDERS.join(", ")}`);
  checkTimeout(timeout);
  checkFunction("now", now);
  checkGiven("tells", tells, checkFunction);
  checkGiven("placeOf", placeOf, checkFunction);
}

function linksOf(told: readonly Told[]): readonly LinkHealth[] {
  const states = new Map(told.flatMap(({ states }) => states.map((state) => [keyOf(state), state] as const)));
  const made = told.flatMap(({ remote, figures }) => figures.flatMap((one) => linksTo(remote.name, one, states)));
  const shown = new Set(made.map(({ emitter, sensor }) => `${emitter} ${sensor}`));
  const missing = [...states].flatMap(([key, state]) =>
    shown.has(key) || state.state === "made" ? [] : [idleLink(state)],
  );
  return [...made, ...missing];
}

type Told = Awaited<ReturnType<typeof askOne>>;

async function askOne(remote: RemoteNode, { tells = () => true, timeout, now }: HealthOptions) {
  const ask = <Answer>(question: () => Promise<Answer>): Promise<Answer | undefined> =>
    remote.extensions ? question().catch(() => undefined) : Promise.resolve(undefined);
  const begun = now();
  const about = ask(() => remote.about({ timeout }));
  const trip = about.then((answer) => (answer === undefined ? undefined : now() - begun));
  const [figures = [], states = []] = await Promise.all([
    ask(() => remote.deliveries({ timeout })),
    ask(() => remote.links({ timeout })),
  ]);
  return {
    remote,
    about: await about,
    trip: await trip,
    figures: figures.filter(({ peer }) => tells(peer)),
    // The sensor's node knows what it takes; whoever keeps a link knows why it is not made.
    states: states.filter(({ sensor, state }) => sensor.node === remote.name || state !== "made"),
  };
}

function keyOf({ emitter, sensor }: LinkState): string {
  return `${formatAddress(emitter)} ${formatAddress(sensor)}`;
}

function nodeHealth({ remote, about, trip }: Told, { placeOf }: HealthOptions): NodeHealth {
  const { name, id, roundTrip = trip } = remote;
  const address = placeOf?.(id) ?? placeIn(about);
  return {
    name,
    id,
    state: stateOf(remote),
    address,
    roundTrip,
    version: about?.version || undefined,
    uptime: about?.uptime,
  };
}

function placeIn(about: About | undefined): string | undefined {
  return about?.endpoints[0]?.replace(/^tcp:\/\//, "");
}

function stateOf({ suspected, complete, extensions }: RemoteNode): NodeHealth["state"] {
  if (suspected) return "silent";
  if (!complete) return "unknown";
  return extensions ? "well" : "old";
}

function worseNode(a: NodeHealth, b: NodeHealth): number {
  const order = STATES.indexOf(a.state) - STATES.indexOf(b.state);
  return order || (b.roundTrip ?? -1) - (a.roundTrip ?? -1) || (a.name < b.name ? -1 : 1);
}

const STATES: readonly NodeHealth["state"][] = ["silent", "unknown", "well", "old"];
const OPTIONS: OptionNames<HealthOptions> = { tells: true, placeOf: true, order: true, timeout: true, now: true };
