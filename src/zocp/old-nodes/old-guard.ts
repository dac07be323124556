import { type Json, type JsonObject, parseJson } from "../../bytes/json.ts";
import { ProtocolError, withoutStacks } from "../../errors.ts";
import { speaksZocp } from "../codec/headers.ts";
import { decodeVerb, type Subscription, type ZocpMessage } from "../codec/message.ts";
import { Core } from "../core/core.ts";
import { type Newcomer, Peer } from "../core/peer.ts";
import { endsOldNode, whyNoSensor } from "./old-nodes.ts";
import { outlineOf, whyNoMod, whyNoSet } from "./old-trees.ts";
import { isWhole } from "./whole-tree.ts";

/**
 * Texts that other code than the node machine wrote, a page's for example, on their way to nodes of the reference: lets
 * through what such a node survives. It hears what passes between the node that speaks and its peers, and so knows of old
 * nodes what the machine knows of them.
 */
export class OldGuard {
  readonly #core: Core;
  /** What old nodes were told under names that are no parameters': a signal of such a name ends them. */
  readonly #plain = new Map<string, Set<string>>();
  /** What the node that speaks is subscribed to there. */
  readonly #asked = new Map<string, Set<string>>();

  /** `id` and `name` of the node that speaks. */
  constructor(id: string, name: string) {
    this.#core = new Core(id, name, { parameters: MOST });
  }

  handleEnter(newcomer: Newcomer): void {
    if (speaksZocp(newcomer.headers))
      this.#core.peers.set(newcomer.id, new Peer(newcomer, { limit: MOST, room: this.#core.room, now: 0 }));
  }

  handleExit(id: string): void {
    this.#core.peers.get(id)?.tree.leave();
    this.#core.peers.delete(id);
    this.#core.subscribers.drop(id);
    this.#plain.delete(id);
    this.#asked.delete(id);
  }

  /** A text that a peer said to this node. */
  handleText(from: string, text: string): void {
    const peer = this.#old(from);
    // Values tell nothing new, and are nearly everything.
    if (peer === undefined || text.startsWith('{"SIG"')) return;
    const message = readText(text);
    if (!(message instanceof Map)) return;
    for (const [verb, content] of message as JsonObject) {
      const { id } = this.#core;
      const said = decodeVerb(verb, content);
      if (said.verb === "MOD") this.#learn(peer, said.tree);
      else if ((said.verb === "SUB" || said.verb === "UNSUB") && said.emitterNode === id && said.sensorNode === from)
        this.#listen(said.verb, peer, said);
    }
  }

  /** Why a text must not go to a peer. Undefined when it may; then it counts as sent. The reasons are for people. */
  objection(to: string, text: string): string | undefined {
    const peer = this.#old(to);
    if (peer === undefined) return undefined;
    const message = readText(text);
    if (!(message instanceof Map)) return `${peer.name} is an old node: what is no JSON object ends it`;
    const [first, ...more] = message as JsonObject;
    if (first === undefined) return undefined;
    const [verb, content] = first;
    if (more.length > 0) return `${peer.name} is an old node, which is told one verb at a time`;
    const said = decodeVerb(verb, content);
    const reason = this.#whyNot(peer, said, content);
    if (reason === undefined) this.#note(peer, said);
    return reason === undefined ? undefined : `${peer.name} is an old node: ${reason}`;
  }

  #old(id: string): Peer | undefined {
    const peer = this.#core.peers.get(id);
    return peer?.extensions === false ? peer : undefined;
  }

  #whyNot(peer: Peer, said: ZocpMessage, content: Json): string | undefined {
    switch (said.verb) {
      case "GET":
        return content === null ? undefined : "a GET has null";
      case "SET":
        return whyNoSet(peer, said.tree);
      case "MOD":
        return whyNoMod(said.tree) ?? this.#whyTooMuch(peer, said.tree);
      case "SIG":
        return this.#whyNoSignal(peer, said.emitter, content);
      case "SUB":
      case "UNSUB":
        return this.#whyNoLink(said.verb, said, content);
      case "CALL":
        return said.id === undefined ? undefined : "it answers no call";
      case "REP":
        return "it does not know REP";
      case "malformed":
        return said.reason;
    }
  }

  #whyTooMuch(peer: Peer, tree: JsonObject): string | undefined {
    const known = this.#plain.get(peer.id)?.size ?? 0;
    return known + tree.size > MOST ? `it is told of at most ${MOST} metadata` : undefined;
  }

  /** Only what it subscribed to: a signal that nobody asked for may meet a sensor that it is about to name and does not have. */
  #whyNoSignal(peer: Peer, emitter: string, content: Json): string | undefined {
    const { subscribers } = this.#core;
    if (!Array.isArray(content) || content.length !== 2) return "a SIG has two elements";
    if (this.#plain.get(peer.id)?.has(emitter) === true) return `${emitter} is no parameter there`;
    const sensors = subscribers.sensorsOf(peer.id, emitter);
    if (sensors.size === 0 && subscribers.sensorsOf(peer.id, null).size === 0) return `it did not ask for ${emitter}`;
    for (const sensor of sensors.keys()) {
      const reason = sensor === null ? undefined : whyNoSensor(peer, sensor);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** It reads ids in another way than we do: only those that are written as all are, are surely read as the same. */
  #whyNoLink(verb: "SUB" | "UNSUB", link: Subscription, content: Json): string | undefined {
    const parts = Array.isArray(content) ? (content as readonly Json[]) : [];
    const { emitterNode, sensorNode } = link;
    if (parts.length !== 4) return `a ${verb} has four elements`;
    if (parts[0] !== emitterNode || parts[2] !== sensorNode) return "an id is 32 lower-case hexadecimal digits";
    return endsOldNode(this.#core, verb, link) ? `this ${verb} would end an old node` : undefined;
  }

  #note(peer: Peer, said: ZocpMessage): void {
    const { id } = this.#core;
    if (said.verb === "GET") peer.questions++;
    else if (said.verb === "MOD") this.#tell(peer, said.tree);
    else if (said.verb !== "SUB" && said.verb !== "UNSUB") return;
    else if (said.emitterNode === id && said.sensorNode === peer.id) this.#listen(said.verb, peer, said);
    else if (said.emitterNode === peer.id && said.sensorNode === id) this.#ask(said.verb, peer, said);
  }

  /** What is merged into an object there stays one. */
  #tell(peer: Peer, tree: JsonObject): void {
    const plain = this.#plain.get(peer.id) ?? new Set();
    for (const [name, entry] of tree) {
      if (entry instanceof Map) plain.delete(name);
      else plain.add(name);
    }
    this.#plain.set(peer.id, plain);
  }

  #learn(peer: Peer, tree: JsonObject): void {
    const outline = outlineOf(tree);
    const whole = isWhole(peer, outline, (this.#asked.get(peer.id)?.size ?? 0) > 0);
    peer.tree.mergeAll(outline, { whole, removes: false });
    if (!whole) return;
    peer.answers++;
    peer.complete = true;
  }

  #ask(verb: "SUB" | "UNSUB", { id }: Peer, { emitter, sensor }: Subscription): void {
    const asked = this.#asked.get(id) ?? new Set();
    const key = JSON.stringify([emitter, sensor]);
    if (verb === "UNSUB") asked.delete(key);
    else if (asked.size < MOST) asked.add(key);
    this.#asked.set(id, asked);
  }

  #listen(verb: "SUB" | "UNSUB", { id }: Peer, { emitter, sensor }: Subscription): void {
    const { subscribers } = this.#core;
    if (verb === "UNSUB") subscribers.remove(id, emitter, sensor);
    else if (subscribers.countOf(id) < MOST) subscribers.add(id, emitter, sensor);
  }
}

function readText(text: string): Json | undefined {
  try {
    return withoutStacks(() => parseJson(text));
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Parameters, subscriptions and metadata of one old node that are kept in mind. */
const MOST = 5000;
