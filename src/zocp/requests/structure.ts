import type { Json } from "../../bytes/json.ts";
import { formatJson, formatString } from "../../bytes/json-format.ts";
import { encodeMod, nest } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import { formatMetadata, formatPart, type Part, type Place } from "../tree/own-tree.ts";
import type { Description, Parameter } from "../tree/parameter.ts";
import { type AuthorityStatus, formatStatus, STATUS } from "./authority.ts";

/**
 * What this node consists of, and how the others learn of it: every ZOCP node is told of every parameter that comes, changes
 * or goes, and of every list of subscribers. (A MOD is safe for every implementation.)
 */
export class Structure {
  readonly #core: Core;
  /** The emitters whose list of subscribers changed: told together, so that fifty subscribers do not cost 2,500 messages. */
  readonly #relisted = new Set<string>();
  /** Of long lists: when they may be told again. */
  readonly #notBefore = new Map<string, number>();
  readonly #due: Deadline;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** Registers or replaces a parameter, for ourselves or for a peer. Throws `UsageError`. */
  register(place: Place, description: Description, by?: string): Parameter {
    const core = this.#core;
    const parameter = core.tree.register(place, description, by !== undefined);
    core.sendAll(encodeMod(nest(parameter, parameter.format(core.subscribers.format(parameter.path)))), [
      entryOf(parameter),
    ]);
    core.tell({ type: "registered", ...core.who(by ?? core.id), parameter: parameter.path });
    return parameter;
  }

  /** A field of a description is another one: told to whoever may know what it means. */
  tellField(parameter: Parameter, field: string, value: Json): void {
    const text = encodeMod(nest(parameter, `{${formatString(field)}: ${formatJson(value)}}`));
    const to = [...this.#core.peers.values()].flatMap(({ id, extensions }) => (extensions ? [id] : []));
    if (to.length > 0) this.#core.push({ type: "send", to, text, entries: [entryOf(parameter)] });
  }

  /** Throws `UsageError` when there is no such parameter. */
  remove(path: string): void {
    const core = this.#core;
    const parameter = core.tree.remove(path);
    this.#relisted.delete(path);
    this.#notBefore.delete(path);
    // The reference cannot forget a name; without access it can at least not be used.
    const texts = [encodeMod(nest(parameter, "null")), encodeMod(nest(parameter, '{"access": "", "subscribers": []}'))];
    for (const peer of core.peers.values()) core.send(peer.id, texts[peer.extensions ? 0 : 1] ?? "");
    core.tell({ type: "removed", ...core.who(core.id), parameter: path });
  }

  declare(object: string, type: string): void {
    this.#core.tree.declare(object, type);
    const text = `{"objects": {${formatString(object)}: {"type": ${formatString(type)}}}}`;
    this.#core.sendAll(encodeMod(text), [OBJECTS]);
  }

  /** Throws `UsageError` for a name or a value that metadata cannot have. */
  setMetadata(name: string, value: Json, now: number, by?: string): void {
    this.#core.tree.setMetadata(name, value);
    this.#tellMetadata(name, value, now, by);
  }

  /** The same for what the node itself says of its authority: there is always room for it. */
  setStatus(status: AuthorityStatus, now: number): void {
    const value = formatStatus(status);
    this.#core.tree.metadata.set(STATUS, value);
    this.#tellMetadata(STATUS, value, now);
  }

  #tellMetadata(name: string, value: Json, now: number, by?: string): void {
    const core = this.#core;
    core.sendAll(encodeMod(`{${formatString(name)}: ${formatMetadata(name, value)}}`), [name], by);
    core.tell({
      type: "changed",
      ...core.who(by ?? core.id),
      parameter: name,
      value,
      by: by === undefined ? "self" : "set",
      at: now,
    });
  }

  /** An emitter has other subscribers now: everyone is told soon. */
  relist(path: string, now: number): void {
    if (this.#relisted.has(path)) return;
    this.#relisted.add(path);
    this.#due.by(Math.max(this.#core.momentAfter(now), this.#notBefore.get(path) ?? 0));
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    const lists: Part[] = [];
    let length = 0;
    for (const path of this.#relisted) {
      const notBefore = this.#notBefore.get(path) ?? now;
      // One message a turn: everybody is told each list.
      if (notBefore > now || lists.length >= PORTION || length > LONG_LIST) this.#due.by(Math.max(now, notBefore));
      else {
        const list = this.#takeList(path, now);
        lists.push(...list);
        for (const [, text] of list) length += text.length;
      }
    }
    this.#tellLists(lists);
  }

  /** The longer a list is, the more rarely it is told: everybody hears of each change of it. */
  #takeList(path: string, now: number): readonly Part[] {
    this.#relisted.delete(path);
    const parameter = this.#core.tree.parameters.get(path);
    if (parameter === undefined) return [];
    const list = this.#core.subscribers.format(path);
    if (list.length > LONG_LIST) this.#notBefore.set(path, now + list.length / LIST_RATE);
    else this.#notBefore.delete(path);
    return [[parameter, `{"subscribers": ${list}}`]];
  }

  /** One message for all of them: a show that is loaded gives a node dozens of links at once, and everybody hears of each list. */
  #tellLists(lists: readonly Part[]): void {
    if (lists.length === 0) return;
    const entries = new Set(lists.map(([parameter]) => entryOf(parameter)));
    this.#core.sendAll(encodeMod(formatPart(lists)), [...entries]);
  }
}

/** The name of the top level under which a parameter stands. */
export function entryOf({ object, name }: Parameter): string {
  return object === undefined ? name : OBJECTS;
}

const OBJECTS = "objects";
/** Characters of a list that is long, and how many of it are told to each peer in a millisecond at most. */
const LONG_LIST = 8192;
const LIST_RATE = 64;
/** Lists that are told at once. */
const PORTION = 512;
