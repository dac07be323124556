import type { Frames } from "../bytes/frames.ts";
import type { Json } from "../bytes/json.ts";
import { UsageError } from "../errors.ts";
import { Audit } from "./audit.ts";
import { Authority, type AuthorityOptions, STANDING } from "./authority.ts";
import { Core, type ZocpLimits } from "./core.ts";
import type { ZocpEffect } from "./effects.ts";
import { speaksZocp } from "./headers.ts";
import { Inbox } from "./inbox.ts";
import type { Link, LinkState } from "./link.ts";
import { Links } from "./links.ts";
import type { Place } from "./own-tree.ts";
import type { Description, Parameter } from "./parameter.ts";
import type { Newcomer, Peer } from "./peer.ts";
import { Peers } from "./peers.ts";
import type { Recipient } from "./recipient.ts";
import { Requests, type RequestTime } from "./requests.ts";
import { Rings } from "./rings.ts";
import { Sets } from "./sets.ts";
import { SignalReader } from "./signal-reader.ts";
import { Signals } from "./signals.ts";
import { Structure } from "./structure.ts";
import { Subs } from "./subs.ts";
import { Wiring } from "./wiring.ts";
import type { Wish } from "./wish.ts";

export interface ZocpMachineOptions extends AuthorityOptions {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly limits?: Partial<ZocpLimits>;
}

type Effects = readonly ZocpEffect[];

/**
 * A ZOCP node: its own parameters, what it knows of the others', and who is wired to whom. It knows peers by their id and
 * messages as texts, and nothing of what carries them.
 *
 * Every method returns what has to be done; those for the own program throw `UsageError` for its mistakes, those that take
 * something from the network never throw.
 */
export class ZocpMachine {
  readonly #core: Core;
  readonly #structure: Structure;
  readonly #signals: Signals;
  readonly #wiring: Wiring;
  readonly #links: Links;
  readonly #requests: Requests;
  readonly #peers: Peers;
  readonly #authority: Authority;
  readonly #inbox: Inbox;
  readonly #reader = new SignalReader();
  /** The parts that wait for something, in the order in which they are asked. */
  readonly #timed: readonly { readonly deadline: number; handleTimeout(now: number): void }[];

  /** Throws `UsageError` when an option is wrong. */
  constructor({ id, name, limits, ...who }: ZocpMachineOptions) {
    const core = new Core(id, name, limits);
    const audit = new Audit(core);
    const authority = new Authority(core, who);
    const rings = new Rings(core);
    const structure = new Structure(core);
    const signals = new Signals(core, rings);
    const wiring = new Wiring({ core, structure, signals, rings }, (link, now) => links.handleMade(link, now));
    const links: Links = new Links(core, wiring);
    const requests = new Requests(core);
    const peers = new Peers(core, { signals, wiring, links, rings, requests });
    const registered = (path: string, now: number): void => this.#registered(path, now);
    const sets = new Sets(core, structure, signals, { authority, audit, registered });
    const subs = new Subs(core, { wiring, links, authority, audit });
    this.#core = core;
    this.#structure = structure;
    this.#signals = signals;
    this.#wiring = wiring;
    this.#links = links;
    this.#requests = requests;
    this.#peers = peers;
    this.#authority = authority;
    this.#inbox = new Inbox(core, { structure, signals, sets, subs, links, peers, requests });
    this.#timed = [structure, signals, requests, peers, links, rings, audit];
  }

  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#core.tree.parameters;
  }

  get metadata(): ReadonlyMap<string, Json> {
    return this.#core.tree.metadata;
  }

  /** The ZOCP nodes that are present, by id. */
  get peers(): ReadonlyMap<string, Peer> {
    return this.#core.peers;
  }

  /** The links that this node keeps alive. */
  get links(): readonly LinkState[] {
    return this.#links.all;
  }

  /** When `handleTimeout` wants to be called; Infinity for never. */
  get deadline(): number {
    return this.#core.due.at;
  }

  /** Whom the values of our emitters go to, and what has gone there. */
  get recipients(): IterableIterator<Recipient> {
    return this.#core.subscribers.recipients(this.#core.tree.parameters.keys());
  }

  /** Who is subscribed to a parameter of this node: pairs of a node's id and its sensor, or null. */
  subscribersOf(path: string): readonly (readonly [string, string | null])[] {
    return this.#core.subscribers.list(path);
  }

  register(place: Place, description: Description, now: number): Effects {
    const { path } = this.#structure.register(place, description);
    this.#registered(path, now);
    return this.#core.take();
  }

  declareObject(name: string, type: string): Effects {
    this.#structure.declare(name, type);
    return this.#core.take();
  }

  remove(path: string, now: number): Effects {
    this.#structure.remove(path);
    this.#links.touch(now);
    return this.#core.take();
  }

  /** Sets a state: subscribers are told when the value is another one. */
  set(path: string, value: Json, now: number): Effects {
    return this.#change(this.#core.tree.parameter(path), value, false, now);
  }

  /** Sends a value of an emitter: subscribers are told in any case. */
  emit(path: string, value: Json, now: number): Effects {
    const parameter = this.#core.tree.parameter(path);
    if (parameter.may("e")) return this.#change(parameter, value, true, now);
    const why = `its access is "${parameter.access}", without e`;
    throw new UsageError("not-allowed", `the parameter "${path}" is no emitter: ${why}`);
  }

  setMetadata(name: string, value: Json): Effects {
    if (name === STANDING) throw new UsageError("invalid-name", `the metadata "${name}" is what lock and unlock tell`);
    this.#structure.setMetadata(name, value);
    return this.#core.take();
  }

  /** Whether others may change nothing. */
  get locked(): boolean {
    return this.#authority.locked;
  }

  /** From now on nobody else changes this node: its wires and their values go on. Throws `UsageError`. */
  lock(reason: string): Effects {
    if (this.#authority.lock(reason)) this.#structure.setStanding(this.#authority.standing);
    return this.#core.take();
  }

  unlock(): Effects {
    if (this.#authority.unlock()) this.#structure.setStanding(this.#authority.standing);
    return this.#core.take();
  }

  /** A peer of any kind appeared. One that does not speak ZOCP is left in peace. */
  handleEnter(newcomer: Newcomer, now: number): Effects {
    if (speaksZocp(newcomer.headers)) this.#peers.handleEnter(newcomer, now);
    return this.#core.take();
  }

  handleExit(id: string, reason: string, now: number): Effects {
    this.#peers.handleExit(id, reason, now);
    return this.#core.take();
  }

  /** A peer gives no sign of life although it should, or does again. */
  handleSuspicion(id: string, suspected: boolean): Effects {
    this.#peers.handleSuspicion(id, suspected);
    return this.#core.take();
  }

  /** How many messages a peer whispered or shouted: of one that packs every frame is a message, of any other the first. */
  countMessages(from: string, frames: Frames): number {
    return this.#core.peers.get(from)?.packs === true ? frames.count : 1;
  }

  /** One of these messages. What follows from it is to be done before the next one is given. */
  handleFrame(from: string, frames: Frames, index: number, now: number): Effects {
    const peer = this.#core.peers.get(from);
    if (peer !== undefined && this.#reader.read(frames.bytes, frames.start(index), frames.end(index))) {
      this.#signals.handleSignal(peer, this.#reader.emitter, this.#reader.value, now);
    } else this.#inbox.handleText(from, frames.text(index), now);
    return this.#core.take();
  }

  /** A text that a peer whispered, or shouted to the group `ZOCP`. */
  handleMessage(from: string, text: string, now: number): Effects {
    this.#inbox.handleText(from, text, now);
    return this.#core.take();
  }

  handleTimeout(now: number): Effects {
    if (!this.#core.due.passed(now)) return [];
    for (const part of this.#timed) {
      part.handleTimeout(now);
      this.#core.due.by(part.deadline);
    }
    return this.#core.take();
  }

  /** Asks a peer for its whole tree again. */
  refresh(id: string, now: number): Effects {
    const peer = this.#core.peers.get(id);
    if (peer !== undefined) this.#core.ask(peer, now);
    return this.#core.take();
  }

  /** Sets a parameter or metadata of a peer. `request` comes back in a settle effect, in time. */
  setRemote(request: number, peer: string, path: string, value: Json, time: RequestTime): Effects {
    this.#requests.set(request, peer, path, value, time);
    return this.#core.take();
  }

  /** Registers a parameter on a peer; settles as {@link setRemote} does. Throws `UsageError` for a wrong description. */
  registerRemote(request: number, peer: string, name: string, description: Description, time: RequestTime): Effects {
    this.#requests.register(request, peer, name, description, time);
    return this.#core.take();
  }

  /** Calls a method of a peer; settles with its result. */
  call(request: number, peer: string, method: string, args: readonly Json[], time: RequestTime): Effects {
    this.#requests.call(request, peer, method, args, time);
    return this.#core.take();
  }

  /** Answers a call that came as a call effect. */
  answer(call: string, answer: { readonly result: Json } | { readonly error: string }): Effects {
    this.#requests.answer(call, answer);
    return this.#core.take();
  }

  /** Keeps a link alive from now on, between whichever nodes; `wish` says how its values are wanted. */
  link(link: Link, now: number, wish?: Wish): Effects {
    this.#links.add(link, now, wish);
    return this.#core.take();
  }

  /** Cuts a link, whoever made it. */
  unlink(link: Link, now: number): Effects {
    this.#links.remove(link, now);
    return this.#core.take();
  }

  /** How a link that this node keeps stands; undefined when it does not keep it. */
  linkState(link: Link): LinkState | undefined {
    return this.#links.state(link);
  }

  /** The ends of a link by the ids of its nodes; undefined while one of these is away. */
  locate(link: Link): Link | undefined {
    return this.#links.locate(link);
  }

  /** Whether a link is in effect, as far as its emitter tells. */
  linked(link: Link): boolean {
    return this.#links.exists(link);
  }

  /** Subscribes to one parameter of a peer, or to everything (null), without driving anything. */
  observe(peer: string, path: string | null, now: number, wish?: Wish): Effects {
    this.#wiring.observe(peer, path, now, wish);
    return this.#core.take();
  }

  /** Whether this node is subscribed to a parameter of a peer without driving anything. */
  observes(peer: string, path: string): boolean {
    return this.#core.subscriptions.has(peer, path, null);
  }

  unobserve(peer: string, path: string | null, now: number): Effects {
    this.#wiring.cut({ emitterNode: peer, emitter: path, sensorNode: this.#core.id, sensor: null }, now);
    return this.#core.take();
  }

  #change(parameter: Parameter, given: Json, always: boolean, now: number): Effects {
    const value = parameter.acceptOwn(given);
    this.#signals.change(parameter, value, { by: "self" }, now, always || parameter.event);
    return this.#core.take();
  }

  /** A parameter is there that subscriptions and links may have waited for. */
  #registered(path: string, now: number): void {
    this.#wiring.handleRegistered(path, now);
    this.#links.touch(now);
  }
}
