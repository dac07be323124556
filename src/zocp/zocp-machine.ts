import type { Json, JsonObject } from "../bytes/json.ts";
import { formatJson } from "../bytes/json-format.ts";
import { ProtocolError, UsageError } from "../errors.ts";
import { Core, type ZocpLimits } from "./core.ts";
import type { ZocpEffect } from "./effects.ts";
import { speaksZocp } from "./headers.ts";
import type { Link, LinkState } from "./link.ts";
import { Links } from "./links.ts";
import { decodeMessages, encodeRep, encodeSub, type Subscription, type ZocpMessage } from "./message.ts";
import type { Place } from "./own-tree.ts";
import type { Description, Parameter } from "./parameter.ts";
import { Peer } from "./peer.ts";
import { Requests } from "./requests.ts";
import { Rings } from "./rings.ts";
import { Sets } from "./sets.ts";
import { Signals } from "./signals.ts";
import { Structure } from "./structure.ts";
import { Wiring } from "./wiring.ts";

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
  /** The names of the nodes that do not speak ZOCP: a GET of theirs is answered all the same. */
  readonly #strangers = new Map<string, string>();
  /** Something changed that a link may have waited for. */
  #review = false;

  constructor({ id, name, allowRegistration = true, limits }: ZocpMachineOptions) {
    this.#core = new Core(id, name, limits);
    this.#rings = new Rings(this.#core);
    this.#structure = new Structure(this.#core);
    this.#signals = new Signals(this.#core, this.#rings);
    this.#wiring = new Wiring(this.#core, this.#structure, this.#signals, this.#rings, {
      made: (link) => this.#links.handleMade(link),
      cut: (link) => this.#links.handleCut(link),
    });
    this.#links = new Links(this.#core, this.#wiring);
    this.#sets = new Sets(this.#core, this.#structure, this.#signals, {
      allowed: allowRegistration,
      done: (path, now) => this.#registered(path, now),
    });
    this.#requests = new Requests(this.#core);
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

  get deadline(): number {
    return Math.min(this.#structure.deadline, this.#signals.deadline, this.#links.deadline, this.#requests.deadline);
  }

  /** Who is subscribed to a parameter of this node: pairs of a node's id and its sensor, or null. */
  subscribersOf(path: string): readonly (readonly [string, string | null])[] {
    return this.#core.subscribers.list(path);
  }

  register(place: Place, description: Description, now: number): Effects {
    const { path } = this.#structure.register(place, description);
    this.#registered(path, now);
    return this.#effects(now);
  }

  declareObject(name: string, type: string, now: number): Effects {
    this.#structure.declare(name, type);
    return this.#effects(now);
  }

  remove(path: string, now: number): Effects {
    this.#structure.remove(path);
    this.#review = true;
    return this.#effects(now);
  }

  /** Sets a state: subscribers are told when the value is another one. */
  set(path: string, value: Json, now: number): Effects {
    return this.#change(this.#core.tree.parameter(path), value, false, now);
  }

  /** Sends a value of an emitter: subscribers are told in any case. */
  emit(path: string, value: Json, now: number): Effects {
    const parameter = this.#core.tree.parameter(path);
    if (!parameter.may("e"))
      throw new UsageError(
        "not-allowed",
        `the parameter "${path}" is no emitter: its access is "${parameter.access}", without e`,
      );
    return this.#change(parameter, value, true, now);
  }

  setMetadata(name: string, value: Json, now: number): Effects {
    this.#structure.setMetadata(name, value);
    return this.#effects(now);
  }

  handleEnter(id: string, name: string, headers: ReadonlyMap<string, string>, now: number): Effects {
    const core = this.#core;
    if (!speaksZocp(headers)) {
      this.#strangers.set(id, name);
      return [];
    }
    const peer = new Peer(id, name, headers, core.limits.parameters);
    core.peers.set(id, peer);
    core.tell({ type: "enter", peer: id, name, headers });
    core.ask(peer, now);
    return this.#effects(now);
  }

  handleExit(id: string, reason: string, now: number): Effects {
    const core = this.#core;
    this.#strangers.delete(id);
    const peer = core.peers.get(id);
    if (peer === undefined) return [];
    this.#requests.handleExit(id, peer.name);
    this.#wiring.handleExit(id, now);
    core.peers.delete(id);
    core.tell({ type: "exit", peer: id, name: peer.name, reason });
    this.#review = true;
    this.#rings.handleRelisted();
    return this.#effects(now);
  }

  /** A text that a peer whispered, or shouted to the group `ZOCP`. */
  handleMessage(from: string, text: string, now: number): Effects {
    const { limits } = this.#core;
    if (text.length > limits.message) {
      this.#core.ignore(from, `a message of ${text.length} characters; the limit is ${limits.message}`);
      return this.#effects(now);
    }
    try {
      for (const message of decodeMessages(text)) this.#handle(from, message, now);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#core.ignore(from, error.message);
    }
    return this.#effects(now);
  }

  handleTimeout(now: number): Effects {
    this.#structure.handleTimeout(now);
    this.#signals.handleTimeout(now);
    this.#requests.handleTimeout(now);
    if (now >= this.#links.deadline) this.#links.review(now);
    return this.#effects(now);
  }

  /** Asks a peer for its whole tree again. */
  refresh(id: string, now: number): Effects {
    const peer = this.#core.peers.get(id);
    if (peer !== undefined) this.#core.ask(peer, now);
    return this.#effects(now);
  }

  /** Sets a parameter of a peer. `request` comes back in a settle effect, within `timeout` milliseconds. */
  setRemote(request: number, peer: string, path: string, value: Json, timeout: number, now: number): Effects {
    this.#requests.set(request, peer, path, value, { timeout, now });
    return this.#effects(now);
  }

  /** Registers a parameter on a peer; settles as {@link setRemote} does. */
  registerRemote(
    request: number,
    peer: string,
    name: string,
    description: Description,
    timeout: number,
    now: number,
  ): Effects {
    this.#requests.register(request, peer, name, description, { timeout, now });
    return this.#effects(now);
  }

  /** Calls a method of a peer; settles with its result. */
  call(request: number, peer: string, method: string, args: readonly Json[], timeout: number, now: number): Effects {
    this.#requests.call(request, peer, method, args, { timeout, now });
    return this.#effects(now);
  }

  /** Answers a call that came as a call effect. */
  answer(call: string, answer: { readonly result: Json } | { readonly error: string }, now: number): Effects {
    const peer = call.slice(0, ID_LENGTH);
    const detail = new Map<string, Json>([["id", call.slice(ID_LENGTH)], ...Object.entries(answer)]);
    if (this.#core.peers.get(peer)?.extensions === true) this.#core.send(peer, encodeRep("CALL", formatJson(detail)));
    return this.#effects(now);
  }

  /** Keeps a link alive from now on, between whichever nodes. */
  link(link: Link, now: number): Effects {
    this.#links.add(link, now);
    return this.#effects(now);
  }

  /** Cuts a link, whoever made it. */
  unlink(link: Link, now: number): Effects {
    this.#links.remove(link, now);
    return this.#effects(now);
  }

  /** How a link that this node keeps stands; undefined when it does not keep it. */
  linkState(link: Link): LinkState | undefined {
    return this.#links.state(link);
  }

  /** Whether a link is in effect, as far as its emitter tells. */
  linked(link: Link): boolean {
    return this.#links.exists(link);
  }

  /** Subscribes to everything of a peer, without driving anything. */
  monitor(peer: string, now: number): Effects {
    return this.#listen("SUB", peer, null, now);
  }

  unmonitor(peer: string, now: number): Effects {
    return this.#listen("UNSUB", peer, null, now);
  }

  /** Subscribes to one parameter of a peer, without driving anything. */
  observe(peer: string, path: string, now: number): Effects {
    return this.#listen("SUB", peer, path, now);
  }

  unobserve(peer: string, path: string, now: number): Effects {
    return this.#listen("UNSUB", peer, path, now);
  }

  #change(parameter: Parameter, given: Json, always: boolean, now: number): Effects {
    const accepted = parameter.accept(given);
    if ("reason" in accepted)
      throw new UsageError("invalid-value", `the parameter "${parameter.path}": ${accepted.reason}`);
    this.#signals.change(parameter, accepted.value, { by: "self" }, now, always || parameter.event);
    return this.#effects(now);
  }

  #listen(verb: "SUB" | "UNSUB", id: string, emitter: string | null, now: number): Effects {
    const core = this.#core;
    const peer = core.peers.get(id);
    if (peer === undefined) return [];
    const link: Subscription = { emitterNode: id, emitter, sensorNode: core.id, sensor: null };
    if (verb === "UNSUB") this.#wiring.cut(link, now);
    // The reference ends itself when it is asked for an emitter that lists no subscribers.
    else if (peer.extensions || emitter === null || peer.tree.parameters.get(emitter)?.subscribers !== undefined) {
      core.subscriptions.add(id, emitter, null);
      core.send(id, encodeSub("SUB", link));
    }
    return this.#effects(now);
  }

  #handle(from: string, message: ZocpMessage, now: number): void {
    const core = this.#core;
    const peer = core.peers.get(from);
    if (message.verb === "malformed") return core.ignore(from, message.reason);
    if (message.verb === "GET") return this.#structure.answer(from, message.names);
    if (peer === undefined) return core.ignore(from, `a ${message.verb} from a node that does not speak ZOCP`);
    switch (message.verb) {
      case "SIG":
        return this.#signals.handleSignal(peer, message.emitter, message.value, now);
      case "SET":
        return this.#sets.handleSet(from, message.tree, now);
      case "MOD":
        return this.#modified(peer, message.tree, now);
      case "SUB":
        return this.#wiring.handleSub(from, message, now);
      case "UNSUB":
        return this.#wiring.handleUnsub(from, message, now);
      case "REP":
        return this.#replied(peer, message.about, message.detail);
      case "CALL":
        return this.#called(peer, message);
    }
  }

  #modified(peer: Peer, tree: JsonObject, now: number): void {
    const merge = peer.tree.merge(tree, peer.extensions);
    for (const reason of merge.ignored.slice(0, 1)) this.#core.ignore(peer.id, reason);
    // The values that it tells drive sensors as signals do: the reference tells several at once only in this way.
    for (const path of merge.values) this.#drive(peer, path, now);
    if (merge.incomplete && now - peer.askedAt > ASK_AGAIN) this.#core.ask(peer, now);
    this.#requests.handleModified(peer, merge);
    this.#review = true;
    this.#rings.handleRelisted();
    if (!peer.complete) {
      // A node of ours says when its tree is whole; the reference answers our GET with a single MOD.
      if (!peer.extensions) this.#described(peer);
    } else if (merge.changed.length > 0 || merge.removed.length > 0) {
      const { changed: parameters, removed } = merge;
      this.#core.tell({ type: "modified", peer: peer.id, name: peer.name, parameters, removed });
    }
  }

  #drive(peer: Peer, path: string, now: number): void {
    if (this.#core.subscriptions.sensors(peer.id, path).length === 0) return;
    this.#signals.drive(peer.id, path, peer.tree.parameters.get(path)?.value ?? null, now);
  }

  #replied(peer: Peer, about: string, detail: JsonObject): void {
    if (about === "GET") this.#described(peer);
    else this.#requests.handleRep(peer, about, detail);
  }

  #described(peer: Peer): void {
    if (peer.complete) return;
    peer.complete = true;
    this.#review = true;
    this.#core.tell({ type: "described", peer: peer.id, name: peer.name });
  }

  #called({ id, name }: Peer, { method, args, id: call }: Extract<ZocpMessage, { verb: "CALL" }>): void {
    this.#core.push({ type: "call", call: call === undefined ? undefined : id + call, peer: id, name, method, args });
  }

  #registered(path: string, now: number): void {
    this.#wiring.handleRegistered(path, now);
    this.#review = true;
  }

  #effects(now: number): Effects {
    if (this.#review) {
      this.#review = false;
      this.#links.review(now);
    }
    this.#rings.review();
    return this.#core.take();
  }
}

const ID_LENGTH = 32;
const ASK_AGAIN = 1000;
