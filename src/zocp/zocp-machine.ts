import type { Frames } from "../bytes/frames.ts";
import type { Json } from "../bytes/json.ts";
import { formatJson } from "../bytes/json-format.ts";
import { ProtocolError, UsageError } from "../errors.ts";
import { Core, type ZocpLimits } from "./core.ts";
import type { ZocpEffect } from "./effects.ts";
import { speaksZocp } from "./headers.ts";
import type { Link, LinkState } from "./link.ts";
import { Links } from "./links.ts";
import { decodeMessages, encodeRep, type ZocpMessage } from "./message.ts";
import type { Place } from "./own-tree.ts";
import type { Description, Parameter } from "./parameter.ts";
import type { Peer } from "./peer.ts";
import { Peers } from "./peers.ts";
import type { Recipient } from "./recipient.ts";
import { Requests, type RequestTime } from "./requests.ts";
import { Rings } from "./rings.ts";
import { Sets } from "./sets.ts";
import { SignalReader } from "./signal-reader.ts";
import { Signals } from "./signals.ts";
import { Structure } from "./structure.ts";
import { Wiring } from "./wiring.ts";
import type { Wish } from "./wish.ts";

export interface ZocpMachineOptions {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Whether peers may register parameters on this node; yes without it. */
  readonly allowRegistration?: boolean;
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
  readonly #rings: Rings;
  readonly #structure: Structure;
  readonly #signals: Signals;
  readonly #wiring: Wiring;
  readonly #links: Links;
  readonly #sets: Sets;
  readonly #requests: Requests;
  readonly #peers: Peers;
  readonly #reader = new SignalReader();
  /** The parts that wait for something, in the order in which they are asked. */
  readonly #timed: readonly { readonly deadline: number; handleTimeout(now: number): void }[];

  constructor({ id, name, allowRegistration = true, limits }: ZocpMachineOptions) {
    const core = new Core(id, name, limits);
    this.#core = core;
    this.#rings = new Rings(core);
    this.#structure = new Structure(core);
    this.#signals = new Signals(core, this.#rings);
    this.#wiring = new Wiring(core, this.#structure, this.#signals, this.#rings, {
      made: (link, now) => this.#links.handleMade(link, now),
      cut: (link) => this.#links.handleCut(link),
    });
    this.#links = new Links(core, this.#wiring);
    this.#sets = new Sets(core, this.#structure, this.#signals, {
      registration: allowRegistration,
      registered: (path, now) => this.#registered(path, now),
    });
    this.#requests = new Requests(core);
    this.#peers = new Peers(core, {
      signals: this.#signals,
      wiring: this.#wiring,
      links: this.#links,
      rings: this.#rings,
      requests: this.#requests,
    });
    this.#timed = [this.#structure, this.#signals, this.#requests, this.#peers, this.#links, this.#rings];
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
    this.#structure.setMetadata(name, value);
    return this.#core.take();
  }

  /** A peer of any kind appeared. One that does not speak ZOCP is left in peace. */
  handleEnter(id: string, name: string, headers: ReadonlyMap<string, string>, now: number): Effects {
    if (speaksZocp(headers)) this.#peers.handleEnter(id, name, headers, now);
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

  /** What a peer whispered, or shouted to the group `ZOCP`: a text in the first of these frames; others are for those who pack. */
  handleFrames(from: string, frames: Frames, now: number): Effects {
    const peer = this.#core.peers.get(from);
    const count = peer?.packs === true ? frames.count : 1;
    for (let i = 0; i < count; i++) {
      if (peer !== undefined && this.#reader.read(frames.bytes, frames.start(i), frames.end(i))) {
        this.#signals.handleSignal(peer, this.#reader.emitter, this.#reader.value, now);
      } else this.#read(from, frames.text(i), now);
    }
    return this.#core.take();
  }

  /** A text that a peer whispered, or shouted to the group `ZOCP`. */
  handleMessage(from: string, text: string, now: number): Effects {
    this.#read(from, text, now);
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
    const peer = call.slice(0, ID_LENGTH);
    const detail = new Map<string, Json>([["id", call.slice(ID_LENGTH)], ...Object.entries(answer)]);
    if (this.#core.peers.get(peer)?.extensions === true) this.#core.send(peer, encodeRep("CALL", formatJson(detail)));
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

  #read(from: string, text: string, now: number): void {
    const { limits } = this.#core;
    this.#core.handleArrival(now);
    try {
      if (text.length > limits.message) {
        const length = `a message of ${text.length} characters; the limit is ${limits.message}`;
        throw new ProtocolError("limit-exceeded", length);
      }
      for (const message of decodeMessages(text)) this.#handle(from, message, now);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#core.ignore(from, error.message);
    }
  }

  #handle(from: string, message: ZocpMessage, now: number): void {
    const peer = this.#core.peers.get(from);
    if (message.verb === "malformed") return this.#core.ignore(from, message.reason);
    // The reference asks every ZRE peer, whether that speaks ZOCP or not, and so may others.
    if (message.verb === "GET") return this.#structure.answer(from, message.names);
    if (peer === undefined) return this.#core.ignore(from, `a ${message.verb} from a node that does not speak ZOCP`);
    switch (message.verb) {
      case "SIG":
        return this.#signals.handleSignal(peer, message.emitter, message.value, now);
      case "SET":
        return this.#sets.handleSet(from, message.tree, now);
      case "MOD":
        return this.#peers.handleMod(peer, message.tree, now);
      case "SUB":
        return this.#wiring.handleSub(from, message, now);
      case "UNSUB":
        return this.#wiring.handleUnsub(from, message, now);
      case "REP":
        if (message.about === "GET") return this.#peers.handleWhole(peer, now);
        return this.#requests.handleRep(peer, message.about, message.detail);
      case "CALL":
        return this.#called(peer, message);
    }
  }

  #called({ id, name }: Peer, { method, args, id: call }: Extract<ZocpMessage, { verb: "CALL" }>): void {
    this.#core.push({ type: "call", call: call === undefined ? undefined : id + call, peer: id, name, method, args });
  }

  /** A parameter is there that subscriptions and links may have waited for. */
  #registered(path: string, now: number): void {
    this.#wiring.handleRegistered(path, now);
    this.#links.touch(now);
  }
}

const ID_LENGTH = 32;
