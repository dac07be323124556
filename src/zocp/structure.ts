import type { Json } from "../bytes/json.ts";
import { formatString } from "../bytes/json-format.ts";
import { formatStanding, STANDING, type Standing } from "./authority.ts";
import type { Core } from "./core.ts";
import { Due } from "./due.ts";
import { encodeAnswer, encodeMod, nest } from "./message.ts";
import { formatMetadata, type Place } from "./own-tree.ts";
import type { Description, Parameter } from "./parameter.ts";

/**
 * What this node consists of, and how the others learn of it: every ZOCP node is told of every parameter that comes, changes
 * or goes, and of every list of subscribers. (A MOD is safe for every implementation.)
 */
export class Structure {
  readonly #core: Core;
  /** The emitters whose list of subscribers changed: told together, so that fifty subscribers do not cost 2,500 messages. */
  readonly #relisted = new Set<string>();
  readonly #due: Due;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Due(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** Registers or replaces a parameter, for ourselves or for a peer. Throws `UsageError`. */
  register(place: Place, description: Description, by?: string): Parameter {
    const core = this.#core;
    const parameter = core.tree.register(place, description, by !== undefined);
    core.sendAll(encodeMod(nest(parameter, parameter.format(core.subscribers.format(parameter.path)))));
    core.tell({ type: "registered", ...core.who(by ?? core.id), parameter: parameter.path });
    return parameter;
  }

  /** Throws `UsageError` when there is no such parameter. */
  remove(path: string): void {
    const core = this.#core;
    const parameter = core.tree.remove(path);
    this.#relisted.delete(path);
    // The reference cannot forget a name; without access it can at least not be used.
    const texts = [encodeMod(nest(parameter, "null")), encodeMod(nest(parameter, '{"access": "", "subscribers": []}'))];
    for (const peer of core.peers.values()) core.send(peer.id, texts[peer.extensions ? 0 : 1] ?? "");
    core.tell({ type: "removed", ...core.who(core.id), parameter: path });
  }

  declare(object: string, type: string): void {
    this.#core.tree.declare(object, type);
    this.#core.sendAll(encodeMod(`{"objects": {${formatString(object)}: {"type": ${formatString(type)}}}}`));
  }

  /** Throws `UsageError` for a name or a value that metadata cannot have. */
  setMetadata(name: string, value: Json, by?: string): void {
    this.#core.tree.setMetadata(name, value);
    this.#tellMetadata(name, value, by);
  }

  /** The same for what the node itself says of its authority: there is always room for it. */
  setStanding(standing: Standing): void {
    const value = formatStanding(standing);
    this.#core.tree.metadata.set(STANDING, value);
    this.#tellMetadata(STANDING, value);
  }

  #tellMetadata(name: string, value: Json, by?: string): void {
    const core = this.#core;
    core.sendAll(encodeMod(`{${formatString(name)}: ${formatMetadata(name, value)}}`), by);
    core.tell({
      type: "changed",
      ...core.who(by ?? core.id),
      parameter: name,
      value,
      by: by === undefined ? "self" : "set",
    });
  }

  /** Answers a GET. A peer of ours is told by the REP that this is everything. */
  answer(peer: string, names: readonly string[] | undefined): void {
    const core = this.#core;
    const subscribers = (path: string): string => core.subscribers.format(path);
    if (names !== undefined) core.send(peer, encodeMod(core.tree.formatNamed(names, subscribers)));
    else if (core.peers.get(peer)?.extensions !== true) core.send(peer, encodeMod(core.tree.format(subscribers)));
    else core.send(peer, encodeAnswer(core.tree.format(subscribers), "GET", "{}"));
  }

  /** An emitter has other subscribers now: everyone is told soon. */
  relist(path: string, now: number): void {
    this.#relisted.add(path);
    this.#due.by(now + TOGETHER);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const path of this.#relisted) {
      const parameter = this.#core.tree.parameters.get(path);
      const list = this.#core.subscribers.format(path);
      if (parameter !== undefined) this.#core.sendAll(encodeMod(nest(parameter, `{"subscribers": ${list}}`)));
    }
    this.#relisted.clear();
  }
}

const TOGETHER = 20;
