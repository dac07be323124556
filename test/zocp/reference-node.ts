import type { Json } from "../../src/bytes/json.ts";
import { copy, type Dict, equals, isTrue, iterate, merge, readPython, tuple, writePython } from "./python-values.ts";
import { die } from "./reference-death.ts";
import { type ReferenceLink, readLink, readName, unpack } from "./reference-link.ts";
import { ReferenceRouting } from "./reference-routing.ts";

/** A text that a reference node whispers. */
export interface Whisper {
  readonly to: string;
  readonly text: string;
}

/**
 * How a pyZOCP node behaves on the wire, with all of its quirks, so that tests can prove what we send to it. Whatever would
 * end the real one throws {@link ReferenceDied}; the real one never speaks again, this one goes on when it is asked to.
 * In values a number is a Python float, a bigint a Python int. The rows Q1, Q2, … are those of our notes on the reference.
 */
export class ReferenceNode {
  readonly id: string;
  #tree: Dict = new Map();
  #object: string | undefined;
  #whispers: Whisper[] = [];
  readonly #caches = new Map<string, Dict>();
  readonly #subscribers = new ReferenceRouting();
  readonly #subscriptions = new ReferenceRouting();

  /** `id` is 32 lower-case hex digits. */
  constructor(id: string) {
    this.id = id;
  }

  /** What was whispered since the last call; what goes to strangers or to itself is lost in pyre, as there. */
  take(): readonly Whisper[] {
    const whispers = this.#whispers;
    this.#whispers = [];
    return whispers;
  }

  handleEnter(peer: string): void {
    this.#caches.set(peer, new Map());
    this.peerGet(peer, null);
  }

  /** Routing is forgotten, the subscribers listed in the tree are not (Q12). */
  handleExit(peer: string): void {
    this.#subscribers.forget(peer);
    this.#subscriptions.forget(peer);
    this.#caches.delete(peer);
  }

  /** A whisper or a shout: its first frame. */
  handleMessage(from: string, message: string | Uint8Array): void {
    const methods = decode(message);
    if (!(methods instanceof Map)) die("Q3", `${writePython(methods)} has no attribute 'keys'`);
    for (const [method, data] of methods as Dict) this.#handle(from, method, data);
  }

  /** Keeps neither subscribers (Q14) nor a limit that Python takes for false. */
  register(name: string, value: Json, typeHint: string, access = "r", limits: Partial<Limits> = {}): void {
    const parameter: Dict = new Map<string, Json>(Object.entries({ value, typeHint, access, subscribers: [] }));
    for (const limit of LIMITS) if (isTrue(limits[limit])) parameter.set(limit, limits[limit] as Json);
    this.#place().set(name, parameter);
    this.#modified(new Map([[name, copy(parameter)]]));
  }

  /** What is registered from now on belongs to this object; there is no way back to the root (Q33). */
  setObject(name = "null", type = "Unknown"): void {
    this.#object = name;
    this.#place().set("type", type);
  }

  /** `_location`, `_orientation`, `_matrix`, `_scale`; the last is told as `scale`. */
  setMetadata(name: string, value: Json): void {
    this.#tree.set(name, value);
    this.#modified(new Map([[name === "_scale" ? "scale" : name, value]]));
  }

  setCapability(tree: Dict): void {
    this.#tree = copy(tree) as Dict;
    this.#modified(tree);
  }

  /** The own tree as it would be answered to a GET. */
  getCapability(): Dict {
    return copy(this.#tree) as Dict;
  }

  emitSignal(emitter: string, value: Json): void {
    const parameter = this.#tree.get(emitter);
    if (!(parameter instanceof Map)) die("Q34", `KeyError: ${emitter}`);
    (parameter as Dict).set("value", value);
    const text = writePython(new Map([["SIG", [emitter, value]]]));
    for (const peer of this.#subscribers.audience([emitter])) this.#whisper(peer, text);
  }

  peerGet(peer: string, names: Json): void {
    this.#whisper(peer, writePython(new Map([["GET", names]])));
  }

  peerSet(peer: string, data: Json): void {
    this.#whisper(peer, writePython(new Map([["SET", data]])));
  }

  /** Between any two nodes; the own part of the link is recorded, the other side is told. */
  signalSubscribe(link: ReferenceLink): void {
    if (link.recv === this.id) this.#subscriptions.add(link.emit, link.emitter, link.receiver);
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
      this.#subscribers.remove(link.recv, link.emitter, link.receiver, { peerToo: false });
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
        return this.#handleSig(from, unpack(data, 2));
      case "CALL":
      case "REP":
        return;
      default:
        die("Q2", `there is no handle_${method}`);
    }
  }

  /** A GET with names is echoed as a SET first (Q20), and unknown names are answered with null (Q21). */
  #handleGet(from: string, data: Json): void {
    if (!isTrue(data)) return this.#whisper(from, writePython(new Map([["MOD", this.#tree]])));
    this.peerSet(from, data);
    const names = iterate(data) ?? die("Q4", `${writePython(data)} is not iterable`);
    const found = names.map((name) => [readName(name) ?? "null", this.#tree.get(name as string) ?? null] as const);
    this.#whisper(from, writePython(new Map([["MOD", new Map(found)]])));
  }

  #handleMod(from: string, data: Json): void {
    const cache = this.#caches.get(from) ?? new Map();
    merge(cache, data);
    this.#caches.set(from, cache);
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
  #handleSig(from: string, [first = null, value = null]: readonly Json[]): void {
    const emitter = readName(first) ?? "null";
    const cache = this.#caches.get(from) ?? die("Q11d", `KeyError: ${from}`);
    const cached = cache.get(emitter);
    if (cached instanceof Map) (cached as Dict).set("value", value);
    else cache.set(emitter, new Map([["value", value]]));
    for (const receiver of this.#subscriptions.receivers(from, emitter))
      if (receiver !== null) this.#drive(receiver, value);
  }

  #drive(receiver: string, value: Json): void {
    const sensor = this.#tree.get(receiver);
    if (!(sensor instanceof Map && sensor.has("value"))) return die("Q9", `KeyError: ${receiver}`);
    if (!equals(sensor.get("value"), value)) this.emitSignal(receiver, value);
  }

  /** Told before the new subscriber hears anything (Q13). `all` is the row that a missing emitter falls under. */
  #list(link: ReferenceLink, all: string): void {
    const { parameter, listed } = this.#subscribersOf(link, all);
    const entry = tuple(link.recv, link.receiver);
    if (!listed.some((other) => equals(other, entry))) this.#relist(link, parameter, [...listed, entry]);
  }

  /** Told while the old subscriber still hears it. */
  #unlist(link: ReferenceLink, all: string): void {
    const { parameter, listed } = this.#subscribersOf(link, all);
    const entry = tuple(link.recv, link.receiver);
    const at = listed.findIndex((other) => equals(other, entry));
    if (at >= 0) this.#relist(link, parameter, listed.toSpliced(at, 1));
  }

  #subscribersOf({ emitter }: ReferenceLink, all: string): { parameter: Dict; listed: readonly Json[] } {
    if (emitter === null) return die(all, "KeyError: None");
    const parameter = this.#tree.get(emitter);
    const listed = parameter instanceof Map ? parameter.get("subscribers") : undefined;
    if (!Array.isArray(listed)) return die("Q5", `KeyError: ${emitter}`);
    return { parameter: parameter as Dict, listed };
  }

  #relist({ emitter }: ReferenceLink, parameter: Dict, subscribers: readonly Json[]): void {
    parameter.set("subscribers", subscribers);
    this.#modified(new Map([[emitter as string, new Map([["subscribers", subscribers]])]]));
  }

  /** Tells of a change, wrapped in the current object whatever it is about (Q32); whoever caused it is left out (Q23). */
  #modified(change: Dict, cause?: string): void {
    const data: Dict = this.#object === undefined ? change : new Map([["objects", new Map([[this.#object, change]])]]);
    const text = formatChange(data);
    for (const peer of this.#subscribers.audience([...data.keys()])) if (peer !== cause) this.#whisper(peer, text);
  }

  /** Where parameters are registered now: the root or an object. */
  #place(): Dict {
    if (this.#object === undefined) return this.#tree;
    return dictAt(dictAt(this.#tree, "objects"), this.#object);
  }

  #tellLink(method: "SUB" | "UNSUB", { emit, emitter, recv, receiver }: ReferenceLink): void {
    const other = emit === this.id ? recv : emit;
    this.#whisper(other, writePython(new Map([[method, [emit, emitter, recv, receiver]]])));
  }

  #whisper(to: string, text: string): void {
    if (this.#caches.has(to)) this.#whispers.push({ to, text });
  }
}

type Limits = { readonly [limit in (typeof LIMITS)[number]]: Json };

function decode(message: string | Uint8Array): Json {
  try {
    return readPython(typeof message === "string" ? message : new TextDecoder("utf-8", UTF_8).decode(message));
  } catch {
    return die("Q1", "the error path has more % than arguments");
  }
}

/** A signal when there is one value and nothing else, a MOD otherwise; what has no len() is deadly (Q8). */
function formatChange(data: Dict): string {
  const [[name, only] = ["", []]] = data;
  if (data.size === 1 && iterate(only) === undefined) die("Q8", `${writePython(only)} has no len()`);
  const isValue = data.size === 1 && only instanceof Map && only.size === 1 && only.has("value");
  return writePython(new Map(isValue ? [["SIG", [name, only.get("value") ?? null]]] : [["MOD", data as Json]]));
}

function dictAt(tree: Dict, name: string): Dict {
  const found = tree.get(name);
  if (found instanceof Map) return found as Dict;
  const made: Dict = new Map();
  tree.set(name, made);
  return made;
}

const LIMITS = ["min", "max", "step"] as const;
const UTF_8 = { fatal: true, ignoreBOM: true };
