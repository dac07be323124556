import { type Json, ProtocolError, parseJson } from "../index.ts";
import { emitterOf } from "./emitter-key.ts";
import type { ServerRecord } from "./protocol/server-messages.ts";

/** What is known of the values of one node on their way to a page. */
interface Emitters {
  /** Those whose values are happenings, as the page told. */
  happenings: ReadonlySet<string>;
  /** Those of which the page wished for every value, with the sensors for which it did. */
  readonly wished: Map<string, Set<Json | undefined>>;
  /** How many values of each were replaced, as they are written in messages. */
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
    return peer + emitter;
  }

  /** One value was replaced; `key` is what `keyOf` gave. */
  count(peer: string, key: string): void {
    const node = this.#node(peer);
    const emitter = key.slice(peer.length);
    const known = node.replaced.get(emitter);
    if (known === undefined && node.replaced.size >= MOST) return;
    node.replaced.set(emitter, (known ?? 0) + 1);
    node.news.add(emitter);
  }

  /** The page tells which emitters of a node have happenings as values; what it told before no longer holds. */
  handleHappenings(peer: string, emitters: readonly string[]): void {
    this.#node(peer).happenings = new Set(emitters.filter(isShort).slice(0, MOST));
  }

  /** Reads from a message of the page to this peer of what it wishes for every value. */
  handleText(peer: string, text: string): void {
    if (!text.includes('SUB"')) return;
    const message = parse(text);
    if (!(message instanceof Map)) return;
    for (const [verb, content] of message as ReadonlyMap<string, Json>) {
      if (!Array.isArray(content) || (verb !== "SUB" && verb !== "UNSUB")) continue;
      const [emitterNode, emitter, sensorNode, sensor, wish] = content as readonly Json[];
      if (emitterNode !== peer || sensorNode !== this.#self) continue;
      if (typeof emitter !== "string" || !isShort(emitter)) continue;
      this.#wish({ peer, emitter, sensor }, verb === "SUB" && wish instanceof Map && wish.get("every") === true);
    }
  }

  forget(peer: string): void {
    this.#nodes.delete(peer);
  }

  /** What the page does not know yet of how many values were replaced. */
  *takeNews(): Iterable<ServerRecord> {
    for (const [peer, { replaced, news }] of this.#nodes) {
      for (const emitter of news)
        yield { type: "replaced", peer, emitter: nameOf(emitter), count: replaced.get(emitter) ?? 0 };
      news.clear();
    }
  }

  #wantsEvery(peer: string, emitter: string): boolean {
    const node = this.#nodes.get(peer);
    if (node === undefined || (node.happenings.size === 0 && node.wished.size === 0)) return false;
    const name = nameOf(emitter);
    return node.happenings.has(name) || node.wished.has(name);
  }

  #wish({ peer, emitter, sensor }: { peer: string; emitter: string; sensor: Json | undefined }, every: boolean): void {
    const { wished } = this.#node(peer);
    const sensors = wished.get(emitter) ?? new Set();
    if (every) sensors.add(sensor);
    else sensors.delete(sensor);
    if (sensors.size === 0) wished.delete(emitter);
    else if (wished.size < MOST) wished.set(emitter, sensors);
  }

  #node(peer: string): Emitters {
    let node = this.#nodes.get(peer);
    if (node === undefined) {
      node = { happenings: new Set(), wished: new Map(), replaced: new Map(), news: new Set() };
      this.#nodes.set(peer, node);
    }
    return node;
  }
}

/** An emitter is kept as it is written; `A` and `\u0041` are one. */
function nameOf(written: string): string {
  return JSON.parse(written) as string;
}

function parse(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function isShort(name: string): boolean {
  return name.length <= LONGEST;
}

const LONGEST = 255;
/** Emitters of one node of which something is kept. */
const MOST = 5000;
