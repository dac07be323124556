import type { JsonObject } from "../bytes/json.ts";
import type { Core } from "./core.ts";
import { Due } from "./due.ts";
import type { Link, LinkState } from "./link.ts";
import { type KeptLink, LinkTable, linkOf } from "./link-table.ts";
import { encodeSub, encodeSubTo, type Subscription } from "./message.ts";
import type { Peer } from "./peer.ts";
import type { Wiring } from "./wiring.ts";
import { sameWish, type Wish } from "./wish.ts";

/**
 * The links that this node keeps alive: those it was asked for, and those that it is an end of. When a node leaves and one of
 * its name returns, its links are made again.
 */
export class Links {
  readonly #core: Core;
  readonly #wiring: Wiring;
  readonly #table: LinkTable;
  readonly #due: Due;

  constructor(core: Core, wiring: Wiring) {
    this.#core = core;
    this.#due = new Due(core.due);
    this.#wiring = wiring;
    this.#table = new LinkTable(core);
  }

  /** How each link stands. */
  get all(): readonly LinkState[] {
    return [...this.#table].map(stateOf);
  }

  get deadline(): number {
    return this.#due.at;
  }

  state(link: Link): LinkState | undefined {
    const kept = this.#table.find(link);
    return kept && stateOf(kept);
  }

  /** Something may have come, gone or changed: every link is looked at again before long. */
  touch(at: number): void {
    this.#due.by(at);
  }

  /** Keeps a link from now on. Without a wish it leaves the one that the link has. */
  add(link: Link, now: number, wish?: Wish): void {
    const kept = this.#table.add(link);
    if (wish !== undefined && !sameWish(kept.wish, wish)) {
      kept.wish = wish;
      kept.untold = true;
    }
    // Whoever asks for it again means it.
    kept.refusedUntil = undefined;
    this.#review(kept, now);
  }

  /** Whether this node keeps a link. */
  keeps(subscription: Subscription): boolean {
    return this.#find(subscription) !== undefined;
  }

  /** Whether this node keeps a link, and with the wish that it has already. */
  isWished(subscription: Subscription): boolean {
    const kept = this.#find(subscription);
    return kept !== undefined && (subscription.wish === undefined || sameWish(kept.wish, subscription.wish));
  }

  /** A link that others made, and of which we are an end. */
  handleMade(subscription: Subscription, now: number): void {
    const link = linkOf(subscription);
    if (link === undefined) return;
    const kept = this.#table.add(link);
    kept.wish = subscription.wish ?? kept.wish;
    this.touch(now);
  }

  /** Somebody cut a link: it is not to come back. */
  handleCut(subscription: Subscription): void {
    const link = linkOf(subscription);
    if (link === undefined) return;
    const kept = this.#table.find(link) ?? this.#table.findLast(subscription);
    if (kept !== undefined) this.#drop(kept, "it was cut");
  }

  /** The ends of a link by id; undefined while one is away. */
  locate(link: Link): Link | undefined {
    const subscription = this.#table.resolve(link);
    return subscription && linkOf(subscription);
  }

  /** One of its nodes answers our wish for a link: it refuses, or leaves the rest to the sensor's node. */
  handleAnswer(peer: Peer, subscription: Subscription, detail: JsonObject, now: number): void {
    const kept = this.#find(subscription);
    const { emitterNode, sensorNode } = subscription;
    if (kept === undefined || kept.state === "made" || (peer.id !== emitterNode && peer.id !== sensorNode)) return;
    const refused = detail.get("refused");
    if (refused instanceof Map) return this.#refused(kept, String([...refused.values()][0] ?? ""), now);
    const sensor = this.#core.peers.get(sensorNode);
    if (peer.id !== emitterNode || sensor?.guarded !== true) return;
    this.#core.send(sensorNode, encodeSubTo(sensor, { ...subscription, wish: kept.wish }));
  }

  /** A node says something else of its authority: what it refused may be possible now. */
  handleStanding(id: string, now: number): void {
    for (const kept of this.#table) {
      if (kept.state === "refused" && (kept.emitterId === id || kept.sensorId === id)) kept.refusedUntil = now;
    }
    this.touch(now);
  }

  /** A node left: its links wait for it, even if it returns in the same moment. */
  handleExit(id: string, name: string, now: number): void {
    for (const kept of this.#table) {
      if (kept.emitterId === id || kept.sensorId === id) this.#wait(kept, `${name} is not here`);
    }
    this.touch(now);
  }

  /** Stops keeping a link, and cuts it. */
  remove(link: Link, now: number): void {
    const subscription = this.#table.resolve(link);
    const kept = this.#table.find(link);
    if (kept !== undefined) this.#drop(kept, "it was cut");
    if (subscription === undefined) return kept && this.#tellLeft(kept);
    const { id } = this.#core;
    if (subscription.emitterNode === id || subscription.sensorNode === id) this.#wiring.cut(subscription, now);
    else if (this.#isListed(subscription)) this.#tellEnds(subscription, "UNSUB", now);
  }

  /** One of the nodes has left; the other waits for it as we did, and is not to make the link again. */
  #tellLeft({ link, emitterId, sensorId }: KeptLink): void {
    if (emitterId === undefined || sensorId === undefined) return;
    const ends = { emitterNode: emitterId, sensorNode: sensorId };
    const cut = encodeSub("UNSUB", { ...ends, emitter: link.emitter.parameter, sensor: link.sensor.parameter });
    // Nodes of another make keep no links.
    for (const id of [emitterId, sensorId]) if (this.#core.peers.get(id)?.extensions) this.#core.send(id, cut);
  }

  /** Whether the link is in effect, as far as its emitter tells. */
  exists(link: Link): boolean {
    const subscription = this.#table.resolve(link);
    return subscription !== undefined && this.#isListed(subscription);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const kept of [...this.#table]) this.#review(kept, now);
  }

  #review(kept: KeptLink, now: number): void {
    const subscription = this.#table.locate(kept);
    const reason = subscription === undefined ? this.#whyMissing(kept.link) : this.#whyNot(subscription);
    if (subscription === undefined || reason !== undefined) return this.#wait(kept, reason ?? "");
    // Another node of the same name has taken the place of the one that was linked.
    const moved = kept.emitterId !== subscription.emitterNode || kept.sensorId !== subscription.sensorNode;
    if (moved && kept.state !== "waiting") this.#wait(kept, "its node was replaced");
    kept.emitterId = subscription.emitterNode;
    kept.sensorId = subscription.sensorNode;
    this.#table.name(kept);
    const listed = this.#isListed(subscription);
    if (listed && !kept.untold) return this.#made(kept);
    if (kept.state === "made" && !listed) {
      // Who cuts a link tells the sensor's node: if we were not told, it is lost, and asked for again.
      if (subscription.sensorNode !== this.#core.id) return this.#lost(kept, now);
      this.#wait(kept, "the emitter's node has lost it");
    }
    if (kept.refusedUntil !== undefined && now < kept.refusedUntil) return this.touch(kept.refusedUntil);
    if (kept.state !== "asked" || now >= kept.askedAt + ASK_EVERY) this.#askAgain(kept, subscription, now);
    this.touch(kept.askedAt + ASK_EVERY);
  }

  #askAgain(kept: KeptLink, subscription: Subscription, now: number): void {
    kept.state = "asked";
    kept.reason = "the emitter's node has not confirmed it yet";
    kept.askedAt = now;
    kept.refusedUntil = undefined;
    kept.untold = false;
    this.#ask(subscription, now);
    if (this.#isListed(subscription)) this.#made(kept);
  }

  #wait(kept: KeptLink, reason: string): void {
    const before = kept.state;
    kept.state = "waiting";
    kept.reason = reason;
    kept.lostAt = undefined;
    kept.refusedUntil = undefined;
    if (before === "made") this.#core.tell({ type: "unlinked", link: kept.link, reason });
  }

  #refused(kept: KeptLink, reason: string, now: number): void {
    kept.state = "refused";
    kept.reason = reason;
    kept.refusedUntil = now + REFUSED_FOR;
    this.touch(kept.refusedUntil);
  }

  #made(kept: KeptLink): void {
    kept.lostAt = undefined;
    kept.refusedUntil = undefined;
    if (kept.state === "made") return;
    kept.state = "made";
    kept.reason = "";
    this.#core.tell({ type: "linked", link: kept.link });
  }

  /** The emitter no longer lists it. Either its sensor's node is about to leave, or somebody cut it. */
  #lost(kept: KeptLink, now: number): void {
    kept.lostAt ??= now;
    if (now >= kept.lostAt + GRACE) this.#drop(kept, "another node cut it");
    else this.touch(kept.lostAt + GRACE);
  }

  #ask(subscription: Subscription, now: number): void {
    const { id, peers } = this.#core;
    const { emitterNode, sensorNode } = subscription;
    if (emitterNode !== id && sensorNode !== id) return this.#tellEnds(subscription, "SUB", now);
    this.#wiring.make(subscription, now);
    // The reference does not tell its first subscriber that it was recorded.
    const emitter = peers.get(emitterNode);
    if (emitter?.extensions === false) this.#core.ask(emitter, now);
  }

  /** Wires or cuts between two other nodes: usually their emitter's node is told, and tells the other. */
  #tellEnds(subscription: Subscription, verb: "SUB" | "UNSUB", now: number): void {
    const emitter = this.#core.peers.get(subscription.emitterNode);
    const sensor = this.#core.peers.get(subscription.sensorNode);
    if (emitter === undefined || sensor === undefined) return;
    // A wish travels through those who know of wishes: the sensor's node can subscribe itself.
    const detour = verb === "SUB" && subscription.wish !== undefined && !emitter.pace && sensor.pace;
    // A sensor's node that may refuse decides about us; when both may, it is told after the emitter's node has accepted.
    const direct = sensor !== emitter && (detour || sensor.guarded);
    const both = direct && emitter.guarded;
    if (!direct || both) this.#tell(emitter, subscription, verb);
    if (direct && (!both || verb === "UNSUB")) this.#tell(sensor, subscription, verb);
    if (!emitter.extensions) this.#core.ask(emitter, now);
  }

  #tell(peer: Peer, subscription: Subscription, verb: "SUB" | "UNSUB"): void {
    this.#core.send(peer.id, verb === "SUB" ? encodeSubTo(peer, subscription) : encodeSub(verb, subscription));
  }

  #find(subscription: Subscription): KeptLink | undefined {
    const link = linkOf(subscription);
    return link && this.#table.find(link);
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
    const missing = [emitter.node, sensor.node].filter((node) => this.#table.idOf(node) === undefined);
    return `${[...new Set(missing)].join(" and ")} ${new Set(missing).size > 1 ? "are" : "is"} not here`;
  }

  /** Why a link between present nodes cannot be asked for yet. */
  #whyNot({ emitterNode, emitter, sensorNode, sensor }: Subscription): string | undefined {
    const peer = this.#core.peers.get(emitterNode);
    if (emitterNode === sensorNode && peer?.extensions === false) {
      return `${peer.name} cannot wire its own parameters: it is an old node`;
    }
    const wrongEmitter = this.#whyNoPort(emitterNode, emitter ?? "", "e", "emitter");
    return wrongEmitter ?? this.#whyNoPort(sensorNode, sensor ?? "", "s", "sensor");
  }

  #whyNoPort(node: string, path: string, letter: "e" | "s", what: string): string | undefined {
    const { name } = this.#core.who(node);
    const peer = this.#core.peers.get(node);
    const parameter = (peer?.tree ?? this.#core.tree).parameters.get(path);
    if (parameter === undefined) {
      return peer?.complete === false ? `${name} is not known yet` : `${name} has no ${what} "${path}"`;
    }
    if (!parameter.access.includes(letter)) {
      return `${name}/${path} is no ${what}: its access is "${parameter.access}", without ${letter}`;
    }
    const subscribable = letter === "s" || !("subscribers" in parameter) || parameter.subscribers !== undefined;
    return subscribable ? undefined : `${name}/${path} cannot be subscribed to`;
  }

  #drop(kept: KeptLink, reason: string): void {
    this.#table.delete(kept);
    if (kept.state === "made") this.#core.tell({ type: "unlinked", link: kept.link, reason });
  }
}

function stateOf({ link, state, reason, wish }: KeptLink): LinkState {
  return { ...link, ...wish, state, reason };
}

const ASK_EVERY = 2000;
const GRACE = 5000;
const REFUSED_FOR = 60_000;
