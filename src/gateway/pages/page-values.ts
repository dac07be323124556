import type { Json } from "../../index.ts";
import type { ServerRecord } from "../protocol/server-messages.ts";
import { emitterOf } from "./texts.ts";

/** What is known of the values of one node on their way to a page. */
interface Emitters {
  /** Those whose values are happenings, as the page told; a set only once somebody looks for one of them. */
  happenings: readonly string[] | ReadonlySet<string>;
  /** Those of which the page wants every value, with the sensors for which it did. */
  readonly wanted: Map<string, Set<string | null>>;
  /** How many sensors that are, over all emitters. */
  wants: number;
  /** How many values of each were replaced. */
  readonly replaced: Map<string, number>;
  /** Of which of them the page does not know the present number. */
  readonly news: Set<string>;
}

/** Which values may be replaced by newer ones on their way to a page, and how many were. */
export class PageValues {
  readonly #self: string;
  readonly #nodes = new Map<string, Emitters>();

  /** `self` is the id of the page's node. */
  constructor(self: string) {
    this.#self = self;
  }

  /** What a newer message of this kind may take the place of; undefined when none may. */
  keyOf(peer: string, text: string, roomy: boolean): string | undefined {
    const emitter = emitterOf(text);
    if (emitter === undefined || (roomy && this.#wantsEvery(peer, emitter))) return undefined;
    // The id of a peer has always the same length, so no two emitters have the same key.
    return peer + emitter;
  }

  /** One value was replaced; `key` is what `keyOf` gave. */
  count(peer: string, key: string): void {
    const node = this.#node(peer);
    const emitter = key.slice(peer.length);
    const known = node.replaced.get(emitter);
    if (known === undefined && (node.replaced.size >= MOST || !isShort(emitter))) return;
    node.replaced.set(emitter, (known ?? 0) + 1);
    node.news.add(emitter);
  }

  /** The page tells which emitters of a node have happenings as values; what it told before no longer holds. */
  handleHappenings(peer: string, emitters: readonly string[]): void {
    this.#node(peer).happenings = emitters.filter(isShort).slice(0, MOST);
  }

  /** Reads from a message of the page to this peer of which emitters it wants every value. */
  handleMessage(peer: string, message: Json | undefined): void {
    if (!(message instanceof Map)) return;
    for (const [verb, content] of message as ReadonlyMap<string, Json>) {
      if (!Array.isArray(content) || (verb !== "SUB" && verb !== "UNSUB")) continue;
      const [emitterNode, emitter, sensorNode, sensor, options] = content as readonly Json[];
      if (emitterNode !== peer || sensorNode !== this.#self || !isName(emitter)) continue;
      if (sensor !== null && !isName(sensor)) continue;
      this.#note({ peer, emitter, sensor }, verb === "SUB" && options instanceof Map && options.get("every") === true);
    }
  }

  forget(peer: string): void {
    this.#nodes.delete(peer);
  }

  /** What the page does not know yet of how many values were replaced; of much only a part, the rest the next time. */
  *takeNews(): Iterable<ServerRecord> {
    let left = NEWS;
    for (const [peer, { replaced, news }] of this.#nodes) {
      for (const emitter of news) {
        if (left-- === 0) return;
        news.delete(emitter);
        yield { type: "replaced", peer, emitter, count: replaced.get(emitter) ?? 0 };
      }
    }
  }

  #wantsEvery(peer: string, emitter: string): boolean {
    const node = this.#nodes.get(peer);
    if (node === undefined) return false;
    return isAmong(node, emitter) || node.wanted.has(emitter);
  }

  #note({ peer, emitter, sensor }: { peer: string; emitter: string; sensor: string | null }, every: boolean): void {
    const node = this.#node(peer);
    const sensors = node.wanted.get(emitter) ?? new Set();
    if (every && !sensors.has(sensor)) {
      if (node.wants >= MOST) return;
      node.wanted.set(emitter, sensors.add(sensor));
      node.wants++;
    } else if (!every && sensors.delete(sensor)) {
      node.wants--;
      if (sensors.size === 0) node.wanted.delete(emitter);
    }
  }

  #node(peer: string): Emitters {
    let node = this.#nodes.get(peer);
    if (node === undefined) {
      node = { happenings: NONE, wanted: new Map(), wants: 0, replaced: new Map(), news: new Set() };
      this.#nodes.set(peer, node);
    }
    return node;
  }
}

function isAmong(node: Emitters, emitter: string): boolean {
  if (!(node.happenings instanceof Set)) node.happenings = new Set(node.happenings);
  return node.happenings.has(emitter);
}

function isName(json: Json | undefined): json is string {
  return typeof json === "string" && isShort(json);
}

function isShort(name: string): boolean {
  return name.length <= LONGEST;
}

const NONE: ReadonlySet<string> = new Set();
/** An object's name, a point, and a parameter's. */
const LONGEST = 511;
/** Emitters, and sensors, of one node of which something is kept. */
const MOST = 5000;
/** Emitters of which a page is told at a time how many values were replaced. */
const NEWS = 500;
