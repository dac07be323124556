import type { Core } from "./core.ts";
import type { Link, LinkState, Port } from "./link.ts";
import { encodeSub, type Subscription } from "./message.ts";
import type { Wiring } from "./wiring.ts";

/** A link by the names of its nodes: ids do not survive a restart, names do. */
interface Entry {
  readonly link: Link;
  /** The ids that the nodes had when they were seen last: where two nodes share a name, the id decides. */
  emitterId: string | undefined;
  sensorId: string | undefined;
  state: LinkState["state"];
  reason: string;
  askedAt: number;
  lostAt: number | undefined;
}

/**
 * The links that this node keeps alive: those it was asked for, and those that it is an end of. When a node leaves and one of
 * its name returns, its links are made again.
 */
export class Links {
  readonly #core: Core;
  readonly #wiring: Wiring;
  readonly #entries = new Map<string, Entry>();

  constructor(core: Core, wiring: Wiring) {
    this.#core = core;
    this.#wiring = wiring;
  }

  /** How each link stands. */
  get all(): readonly LinkState[] {
    return [...this.#entries.values()].map(({ link, state, reason }) => ({ ...link, state, reason }));
  }

  get deadline(): number {
    let deadline = Number.POSITIVE_INFINITY;
    for (const { state, askedAt, lostAt } of this.#entries.values()) {
      if (state === "asked") deadline = Math.min(deadline, askedAt + ASK_EVERY);
      else if (lostAt !== undefined) deadline = Math.min(deadline, lostAt + GRACE);
    }
    return deadline;
  }

  state(link: Link): LinkState | undefined {
    const entry = this.#entries.get(keyOf(this.#named(link)));
    return entry && { ...entry.link, state: entry.state, reason: entry.reason };
  }

  /** Keeps a link from now on. */
  add(link: Link, now: number): void {
    this.#remember(link);
    this.review(now);
  }

  /** A link that others made, and of which we are an end. */
  handleMade(subscription: Subscription): void {
    const link = this.#linkOf(subscription);
    if (link !== undefined) this.#remember(link);
  }

  /** Somebody cut a link: it is not to come back. */
  handleCut(subscription: Subscription): void {
    const link = this.#linkOf(subscription);
    if (link !== undefined) this.#forget(link, "it was cut");
  }

  /** Stops keeping a link, and cuts it. */
  remove(link: Link, now: number): void {
    const subscription = this.#resolve(this.#named(link));
    this.#forget(link, "it was cut");
    if (subscription === undefined) return;
    const { id } = this.#core;
    if (subscription.emitterNode === id || subscription.sensorNode === id) this.#wiring.cut(subscription, now);
    else if (this.#isListed(subscription)) this.#tellEmitter(subscription, "UNSUB", now);
  }

  /** Whether the link is in effect, as far as its emitter tells. */
  exists(link: Link): boolean {
    const subscription = this.#resolve(this.#named(link));
    return subscription !== undefined && this.#isListed(subscription);
  }

  /** Looks at every link again: something may have come, gone or changed. */
  review(now: number): void {
    for (const entry of [...this.#entries.values()]) this.#review(entry, now);
  }

  #review(entry: Entry, now: number): void {
    const subscription = this.#resolve(entry.link, entry);
    const reason = subscription === undefined ? this.#whyMissing(entry.link) : this.#whyNot(subscription);
    if (subscription === undefined || reason !== undefined) return this.#wait(entry, reason ?? "");
    // The successor was there before its predecessor was missed: that its emitter does not list us yet is nobody's doing.
    if (hasSuccessor(entry, subscription)) this.#wait(entry, "a node was started again");
    entry.emitterId = subscription.emitterNode;
    entry.sensorId = subscription.sensorNode;
    if (this.#isListed(subscription)) return this.#made(entry);
    if (entry.state === "made") return this.#lost(entry, now);
    if (entry.state === "asked" && now < entry.askedAt + ASK_EVERY) return;
    entry.state = "asked";
    entry.reason = "";
    entry.askedAt = now;
    this.#ask(subscription, now);
  }

  #wait(entry: Entry, reason: string): void {
    const before = entry.state;
    entry.state = "waiting";
    entry.reason = reason;
    entry.lostAt = undefined;
    if (before === "made") this.#core.tell({ type: "unlinked", link: entry.link, reason });
  }

  #made(entry: Entry): void {
    entry.lostAt = undefined;
    if (entry.state === "made") return;
    entry.state = "made";
    entry.reason = "";
    this.#core.tell({ type: "linked", link: entry.link });
  }

  /** The emitter no longer lists it. Either its sensor's node is about to leave, or somebody cut it. */
  #lost(entry: Entry, now: number): void {
    entry.lostAt ??= now;
    if (now >= entry.lostAt + GRACE) this.#forget(entry.link, "another node cut it");
  }

  #ask(subscription: Subscription, now: number): void {
    const { id, peers } = this.#core;
    const { emitterNode, sensorNode } = subscription;
    if (emitterNode !== id && sensorNode !== id) return this.#tellEmitter(subscription, "SUB", now);
    this.#wiring.make(subscription, now);
    // The reference does not tell its first subscriber that it was recorded.
    const emitter = peers.get(emitterNode);
    if (emitter?.extensions === false) this.#core.ask(emitter, now);
  }

  #tellEmitter(subscription: Subscription, verb: "SUB" | "UNSUB", now: number): void {
    const emitter = this.#core.peers.get(subscription.emitterNode);
    if (emitter === undefined) return;
    this.#core.send(emitter.id, encodeSub(verb, subscription));
    if (!emitter.extensions) this.#core.ask(emitter, now);
  }

  #isListed({ emitterNode, emitter, sensorNode, sensor }: Subscription): boolean {
    if (emitter === null) return false;
    if (emitterNode === this.#core.id) return this.#core.subscribers.has(sensorNode, emitter, sensor);
    const list = this.#core.peers.get(emitterNode)?.tree.parameters.get(emitter)?.subscribers ?? [];
    const listed = list.some(([node, name]) => node === sensorNode && name === sensor);
    // Our own part has to be there too, or its signals would drive nothing.
    return listed && (sensorNode !== this.#core.id || this.#core.subscriptions.has(emitterNode, emitter, sensor));
  }

  #whyMissing({ emitter, sensor }: Link): string {
    const missing = [emitter, sensor]
      .map(({ node }) => node)
      .filter((node) => this.#find(node, undefined) === undefined);
    return `${[...new Set(missing)].join(" and ")} ${missing.length > 1 && missing[0] !== missing[1] ? "are" : "is"} not here`;
  }

  /** Why a link between present nodes cannot be asked for yet. */
  #whyNot({ emitterNode, emitter, sensorNode, sensor }: Subscription): string | undefined {
    const within = emitterNode === sensorNode && this.#core.peers.get(emitterNode)?.extensions === false;
    if (within) return `${this.#nameOf(emitterNode)} cannot wire its own parameters: it is an old node`;
    const wrongEmitter = this.#whyNoPort(emitterNode, emitter ?? "", "e", "emitter");
    return wrongEmitter ?? this.#whyNoPort(sensorNode, sensor ?? "", "s", "sensor");
  }

  #whyNoPort(node: string, path: string, letter: "e" | "s", what: string): string | undefined {
    const name = this.#nameOf(node);
    const peer = this.#core.peers.get(node);
    const parameter = (peer?.tree ?? this.#core.tree).parameters.get(path);
    if (parameter === undefined)
      return peer?.complete === false ? `${name} is not known yet` : `${name} has no ${what} ${path}`;
    if (!parameter.access.includes(letter)) return `${name}/${path} is no ${what} (access letter ${letter})`;
    const subscribable = letter === "s" || !("subscribers" in parameter) || parameter.subscribers !== undefined;
    return subscribable ? undefined : `${name}/${path} cannot be subscribed to`;
  }

  #resolve({ emitter, sensor }: Link, seen?: Entry): Subscription | undefined {
    const emitterNode = this.#find(emitter.node, seen?.emitterId);
    const sensorNode = this.#find(sensor.node, seen?.sensorId);
    if (emitterNode === undefined || sensorNode === undefined) return undefined;
    return { emitterNode, emitter: emitter.parameter, sensorNode, sensor: sensor.parameter };
  }

  #find(node: string, seen: string | undefined): string | undefined {
    const { id, name, peers } = this.#core;
    if (node === id || node === name) return id;
    if (peers.has(node)) return node;
    if (seen !== undefined && peers.get(seen)?.name === node) return seen;
    for (const peer of peers.values()) if (peer.name === node) return peer.id;
    return undefined;
  }

  #linkOf({ emitterNode, emitter, sensorNode, sensor }: Subscription): Link | undefined {
    if (emitter === null || sensor === null) return undefined;
    return this.#named({
      emitter: { node: emitterNode, parameter: emitter },
      sensor: { node: sensorNode, parameter: sensor },
    });
  }

  /** The link by names, where ids are known. */
  #named({ emitter, sensor }: Link): Link {
    const named = (port: Port): Port => ({ ...port, node: this.#nameOf(port.node) });
    return { emitter: named(emitter), sensor: named(sensor) };
  }

  #nameOf(node: string): string {
    return node === this.#core.id ? this.#core.name : (this.#core.peers.get(node)?.name ?? node);
  }

  #remember(link: Link): void {
    const named = this.#named(link);
    const key = keyOf(named);
    if (this.#entries.has(key)) return;
    const ids = {
      emitterId: this.#find(link.emitter.node, undefined),
      sensorId: this.#find(link.sensor.node, undefined),
    };
    this.#entries.set(key, { link: named, ...ids, state: "waiting", reason: "", askedAt: 0, lostAt: undefined });
  }

  #forget(link: Link, reason: string): void {
    const named = this.#named(link);
    const entry = this.#entries.get(keyOf(named));
    if (!this.#entries.delete(keyOf(named))) return;
    if (entry?.state === "made") this.#core.tell({ type: "unlinked", link: named, reason });
  }
}

function hasSuccessor({ emitterId, sensorId }: Entry, { emitterNode, sensorNode }: Subscription): boolean {
  return (emitterId ?? emitterNode) !== emitterNode || (sensorId ?? sensorNode) !== sensorNode;
}

function keyOf({ emitter, sensor }: Link): string {
  return JSON.stringify([emitter.node, emitter.parameter, sensor.node, sensor.parameter]);
}

const ASK_EVERY = 2000;
const GRACE = 5000;
