import type { Json } from "../../src/bytes/json.ts";
import { readPython } from "./python-json.ts";
import {
  copy,
  type Dict,
  equals,
  isTrue,
  item,
  iterate,
  type Key,
  keyOf,
  lookUp,
  merge,
  tuple,
  writeName,
  writePython,
} from "./python-values.ts";
import { die, ReferenceDied } from "./reference-death.ts";
import { type ReferenceLink, readLink, unpack } from "./reference-link.ts";
import { ReferenceRouting } from "./reference-routing.ts";

/** A text that a reference node whispers. */
export interface Whisper {
  readonly to: string;
  readonly text: string;
}

/**
 * How a pyZOCP node behaves on the wire, with all of its quirks, so that tests can prove what we send to it. Whatever would
 * end the real one throws {@link ReferenceDied}; the real one never speaks again, this one goes on when it is asked to, with
 * all that was done before the exception. In values a number is a Python float, a bigint a Python int. The rows Q1, Q2, …
 * are those of our notes on the reference.
 */
export class ReferenceNode {
  readonly id: string;
  #tree: Dict = new Map();
  /** Where parameters are registered now, the root or an object; and what every change is wrapped into (Q32). */
  #place: Dict = this.#tree;
  #object: string | undefined;
  #whispers: Whisper[] = [];
  readonly #present = new Set<string>();
  readonly #caches = new Map<string, Json>();
  readonly #subscribers = new ReferenceRouting();
  readonly #subscriptions = new ReferenceRouting();

  /** `id` is 32 lower-case hex digits. */
  constructor(id: string) {
    this.id = id;
  }

  /** What was whispered since the last call; what goes to strangers or to itself is lost in pyre, as there. */
  take(): readonly Whisper[] {
    if (this.#whispers.length === 0) return NOTHING;
    const whispers = this.#whispers;
    this.#whispers = [];
    return whispers;
  }

  handleEnter(peer: string): void {
    this.#present.add(peer);
    if (!this.#caches.has(peer)) this.#caches.set(peer, new Map());
    this.peerGet(peer, null);
  }

  /** Routing is forgotten, the subscribers listed in the tree are not (Q12). */
  handleExit(peer: string): void {
    this.#present.delete(peer);
    this.#subscribers.forget(peer);
    this.#subscriptions.forget(peer);
    this.#caches.delete(peer);
  }

  /** A whisper or a shout: its first frame. */
  handleMessage(from: string, message: string | Uint8Array): void {
    const methods = decode(message);
    if (!(methods instanceof Map)) die("Q3", "AttributeError", `${writePython(methods)} has no attribute 'keys'`);
    for (const [method, data] of methods as Dict) this.#handle(from, method, data);
  }

  /** Keeps neither subscribers (Q14) nor a limit that Python takes for false. */
  register(name: string, value: Json, typeHint: string, access = "r", limits: Partial<Limits> = {}): void {
    const parameter: Dict = new Map<string, Json>(Object.entries({ value, typeHint, access, subscribers: [] }));
    for (const limit of LIMITS) if (isTrue(limits[limit])) parameter.set(limit, limits[limit] as Json);
    this.#place.set(name, parameter);
    this.#modified(new Map([[name, parameter]]));
  }

  /** What is registered from now on belongs to this object; there is no way back to the root (Q33). */
  setObject(name = "null", type = "Unknown"): void {
    const objects = this.#tree.get("objects");
    const object = objects instanceof Map ? (objects as Dict).get(name) : undefined;
    if (object instanceof Map && object.size > 0) (object as Dict).set("type", type);
    else if (isTrue(object)) die("Q33", "TypeError", `${name} is no object`);
    else if (objects instanceof Map && objects.size > 0) (objects as Dict).set(name, new Map([["type", type]]));
    else if (isTrue(objects)) die("Q33", "AttributeError", "the entry of the objects is no dict");
    else this.#tree.set("objects", new Map([[name, new Map([["type", type]])]]));
    this.#place = (this.#tree.get("objects") as Dict).get(name) as Dict;
    this.#object = name;
  }

  /** `_location`, `_orientation`, `_matrix`, `_scale`; the last is told as `scale`. */
  setMetadata(name: string, value: Json): void {
    this.#tree.set(name, value);
    this.#modified(new Map([[name === "_scale" ? "scale" : name, value]]));
  }

  setCapability(tree: Dict): void {
    this.#tree = tree;
    this.#modified(tree);
  }

  /** The own tree as it would be answered to a GET. */
  getCapability(): Dict {
    return copy(this.#tree) as Dict;
  }

  /** What it knows and whom it is linked with, for comparisons. */
  getState(): readonly Json[] {
    const caches = [...this.#caches].map(([peer, cache]): Json => [peer, cache]);
    return [this.#tree, caches, this.#subscribers.list(), this.#subscriptions.list()];
  }

  /** Whether signals of an emitter, or of all (null), would be looked at: it has subscribed to that. */
  listensTo(peer: string, emitter: string | null): boolean {
    return this.#subscriptions.receivers(peer, emitter) !== undefined;
  }

  /** An entry of the own tree; not a copy. */
  entry(name: string): Json | undefined {
    return this.#tree.get(name);
  }

  emitSignal(emitter: string, value: Json): void {
    this.#emit(emitter, value, "Q34");
  }

  peerGet(peer: string, names: Json): void {
    this.#whisper(peer, `{"GET": ${writePython(names)}}`);
  }

  peerSet(peer: string, data: Json): void {
    this.#whisper(peer, `{"SET": ${writePython(data)}}`);
  }

  peerCall(peer: string, method: string, ...args: readonly Json[]): void {
    this.#whisper(peer, `{"CALL": ${writePython([method, args])}}`);
  }

  /** Between any two nodes; the own part of the link is recorded, the other side is told. */
  signalSubscribe(link: ReferenceLink): void {
    if (link.recv === this.id) {
      this.#subscriptions.add(link.emit, link.emitter, link.receiver);
      // It looks its own sensor up among the peers (Q19): what cannot be looked up raises here.
      if (link.receiver !== null) keyOf(link.receiver, "Q4");
    }
    if (link.emit === this.id) {
      this.#list(link, "Q6");
      this.#subscribers.add(link.recv, link.emitter, link.receiver);
    }
    this.#tellLink("SUB", link);
  }

  signalUnsubscribe(link: ReferenceLink): void {
    if (link.recv === this.id) this.#subscriptions.remove(link.emit, link.emitter, link.receiver);
    if (link.emit === this.id) {
      this.#unlist(link, "Q6");
      this.#subscribers.removeAtEmitter(link.recv, link.emitter, link.receiver);
    }
    this.#tellLink("UNSUB", link);
  }

  #handle(from: string, method: string, data: Json): void {
    switch (method) {
      case "GET":
        return this.#handleGet(from, data);
      case "SET":
        merge(this.#tree, data);
        return this.#modified(data as Dict, from);
      case "MOD":
        return this.#handleMod(from, data);
      case "SUB":
        return this.#handleSub(from, readLink(data));
      case "UNSUB":
        return this.#handleUnsub(from, readLink(data));
      case "SIG":
        return this.#handleSig(from, data);
      case "CALL":
      case "REP":
        return;
      default:
        // Its error path wants three arguments and has two.
        die("Q2", "TypeError", `there is no handle_${method}`);
    }
  }

  /** A GET with names is echoed as a SET first (Q20), and unknown names are answered with null (Q21). */
  #handleGet(from: string, data: Json): void {
    if (!isTrue(data)) return this.#whisper(from, `{"MOD": ${writePython(this.#tree)}}`);
    const names = iterate(data) ?? die("Q4", "TypeError", `${writePython(data)} is not iterable`);
    const found = new Map<Key, string>();
    for (const name of names) {
      const key = keyOf(name, "Q4");
      const [written] = found.get(key)?.split(": ", 1) ?? [writeName(name)];
      found.set(key, `${written}: ${writePython(lookUp(this.#tree, name, "Q4") ?? null)}`);
    }
    this.peerSet(from, data);
    this.#whisper(from, `{"MOD": {${[...found.values()].join(", ")}}}`);
  }

  /** Of a peer that has left or never came it takes whatever that says. */
  #handleMod(from: string, data: Json): void {
    const cache = this.#caches.get(from);
    if (cache instanceof Map) merge(cache as Dict, data);
    else this.#caches.set(from, data);
  }

  #handleSub(from: string, link: ReferenceLink): void {
    if (link.emit !== this.id && link.recv !== this.id) return;
    if (link.recv !== from) return this.signalSubscribe(link);
    if (link.emitter !== null) this.#list(link, "Q5");
    this.#subscribers.add(link.recv, link.emitter, link.receiver);
  }

  #handleUnsub(from: string, link: ReferenceLink): void {
    if (link.emit !== this.id && link.recv !== this.id) return;
    if (link.recv !== from) return this.signalUnsubscribe(link);
    if (link.emitter !== null) this.#unlist(link, "Q5");
    this.#subscribers.remove(link.recv, link.emitter, link.receiver);
  }

  /** Sensors follow their emitter and hand on what changed, back to where it came from too (Q24). */
  #handleSig(from: string, data: Json): void {
    const [emitter = null, value = null] = unpack(data, 2);
    const known = this.#cached(from, emitter);
    if (known instanceof Map) (known as Dict).set("value", value);
    else if (known !== undefined) die("Q7", "AttributeError", `${writePython(known)} has no attribute 'update'`);
    const receivers = this.#subscriptions.receivers(from, emitter);
    if (receivers === undefined) return;
    // It notes the receivers at the end of the message.
    if (!Array.isArray(data)) die("Q4", "AttributeError", `${writePython(data)} has no attribute 'append'`);
    for (const receiver of receivers) if (receiver !== null) this.#drive(receiver, value);
  }

  /** What a peer told of an emitter; of a peer that has left it may hold anything. */
  #cached(from: string, emitter: Json): Json | undefined {
    if (!this.#caches.has(from)) return die("Q11d", "KeyError", from);
    const cache = this.#caches.get(from) ?? null;
    if (cache instanceof Map) return lookUp(cache as Dict, emitter, "Q4");
    const fits = Array.isArray(cache) || (typeof cache === "string" && typeof emitter === "string");
    if (
      !fits ||
      iterate(cache)?.some((one) => equals(one, emitter)) ||
      (typeof cache === "string" && cache.includes(String(emitter)))
    )
      return die("Q11d", "TypeError", `${writePython(cache)} has no entries`);
    return undefined;
  }

  #drive(receiver: Json, value: Json): void {
    const sensor = lookUp(this.#tree, receiver, "Q9") ?? this.#absent(receiver, "Q9");
    if (!equals(item(sensor, "value", "Q9"), value)) this.#emit(receiver as string, value, "Q9");
  }

  #emit(emitter: string, value: Json, row: string): void {
    const parameter = this.#tree.get(emitter) ?? this.#absent(emitter, row);
    if (!(parameter instanceof Map)) die(row, "TypeError", `${writePython(parameter)} takes no entry with a name`);
    (parameter as Dict).set("value", value);
    const text = `{"SIG": ${writePython([emitter, value])}}`;
    for (const peer of this.#subscribers.audience([emitter])) this.#whisper(peer, text);
  }

  /** Told before the new subscriber hears anything (Q13). `all` is the row that a missing emitter falls under. */
  #list(link: ReferenceLink, all: string): void {
    const { parameter, listed } = this.#subscribersOf(link, all);
    const entry = tuple(link.recv, link.receiver);
    if (listed instanceof Map) keyOf(link.receiver, "Q5");
    const list = Array.isArray(listed) ? listed : die("Q5", "AttributeError", "the list of subscribers is none");
    if (!list.some((other) => equals(other as Json, entry))) this.#relist(link, parameter, [...list, entry]);
  }

  /** Told while the old subscriber still hears it. */
  #unlist(link: ReferenceLink, all: string): void {
    const { parameter, listed } = this.#subscribersOf(link, all);
    const entry = tuple(link.recv, link.receiver);
    if (listed instanceof Map) keyOf(link.receiver, "Q5");
    if (!Array.isArray(listed)) return;
    const at = listed.findIndex((other) => equals(other, entry));
    if (at >= 0) this.#relist(link, parameter, listed.toSpliced(at, 1));
  }

  /** The list, or whatever somebody has put in its place that a tuple can be looked for in. */
  #subscribersOf({ emitter }: ReferenceLink, all: string): { parameter: Dict; listed: Json } {
    const row = emitter === null ? all : "Q5";
    const parameter = lookUp(this.#tree, emitter, row) ?? this.#absent(emitter, row);
    const listed = item(parameter, "subscribers", "Q5");
    if (Array.isArray(listed) || listed instanceof Map) return { parameter: parameter as Dict, listed };
    return die("Q5", "TypeError", `no tuple can be in ${writePython(listed)}`);
  }

  /** An entry that is null is there, but nothing can be looked up in it. */
  #absent(name: Json, row: string): never {
    const there = typeof name === "string" && this.#tree.has(name);
    return die(row, there ? "TypeError" : "KeyError", writePython(name));
  }

  #relist({ emitter }: ReferenceLink, parameter: Dict, subscribers: readonly Json[]): void {
    parameter.set("subscribers", subscribers);
    this.#modified(new Map([[emitter as string, new Map([["subscribers", subscribers]])]]));
  }

  /** Tells of a change, wrapped in the current object whatever it is about (Q32); whoever caused it is left out (Q23). */
  #modified(change: Dict, cause?: string): void {
    const data: Dict = this.#object === undefined ? change : new Map([["objects", new Map([[this.#object, change]])]]);
    const text = formatChange(data);
    if (text === undefined) return;
    for (const peer of this.#subscribers.audience([...data.keys()])) if (peer !== cause) this.#whisper(peer, text);
  }

  #tellLink(method: "SUB" | "UNSUB", { emit, emitter, recv, receiver }: ReferenceLink): void {
    const other = emit === this.id ? recv : emit;
    this.#whisper(other, `{"${method}": ${writePython([emit, emitter, recv, receiver])}}`);
  }

  #whisper(to: string, text: string): void {
    if (this.#present.has(to)) this.#whispers.push({ to, text });
  }
}

type Limits = { readonly [limit in (typeof LIMITS)[number]]: Json };

function decode(message: string | Uint8Array): Json {
  try {
    return readPython(typeof message === "string" ? message : new TextDecoder("utf-8", UTF_8).decode(message));
  } catch (error) {
    if (error instanceof ReferenceDied) throw error;
    return die("Q1", "TypeError", "the error path has more % than arguments");
  }
}

/**
 * A signal when there is one value and nothing else, a MOD otherwise; what has no len() is deadly (Q8). Undefined when Python's
 * any() finds no name in it.
 */
function formatChange(data: Dict): string | undefined {
  if (data.size !== 1) return anyName(data) ? `{"MOD": ${writePython(data)}}` : undefined;
  const [[name, only] = ["", []]] = data;
  const inside = iterate(only) ?? die("Q8", "TypeError", `${writePython(only)} has no len()`);
  if (inside.length === 1 && inside[0] === "value") return `{"SIG": ${writePython([name, item(only, "value", "Q8")])}}`;
  return anyName(data) ? `{"MOD": ${writePython(data)}}` : undefined;
}

function anyName(data: Dict): boolean {
  return [...data.keys()].some((name) => name !== "");
}

const NOTHING: readonly Whisper[] = [];
const LIMITS = ["min", "max", "step"] as const;
const UTF_8 = { fatal: true, ignoreBOM: true };
