import type { JsonObject } from "../bytes/json.ts";
import { STANDING } from "./authority.ts";
import type { Core } from "./core.ts";
import { Due } from "./due.ts";
import type { Links } from "./links.ts";
import { type Newcomer, Peer } from "./peer.ts";
import type { Merge } from "./remote-tree.ts";
import type { Requests } from "./requests.ts";
import type { Rings } from "./rings.ts";
import type { Signals } from "./signals.ts";
import type { Wiring } from "./wiring.ts";

/** The parts of the node machine that want to know when something is different at a peer. */
export interface PeersParts {
  readonly signals: Signals;
  readonly wiring: Wiring;
  readonly links: Links;
  readonly rings: Rings;
  readonly requests: Requests;
}

/** What this node learns of the others: that they are there, what they consist of, what changes, that they leave. */
export class Peers {
  readonly #core: Core;
  readonly #parts: PeersParts;
  /** When a peer that spoke of something unknown may be asked again. */
  readonly #due: Due;

  constructor(core: Core, parts: PeersParts) {
    this.#core = core;
    this.#due = new Due(core.due);
    this.#parts = parts;
  }

  get deadline(): number {
    return this.#due.at;
  }

  handleEnter(newcomer: Newcomer, now: number): void {
    const core = this.#core;
    const { id, name, headers } = newcomer;
    const peer = new Peer(newcomer, core.limits.parameters);
    core.peers.set(id, peer);
    core.tell({ type: "enter", peer: id, name, headers });
    core.ask(peer, now);
  }

  handleExit(id: string, reason: string, now: number): void {
    const core = this.#core;
    const peer = core.peers.get(id);
    if (peer === undefined) return;
    this.#parts.requests.handleExit(id, peer.name);
    this.#parts.wiring.handleExit(id, now);
    core.peers.delete(id);
    core.tell({ type: "exit", peer: id, name: peer.name, reason });
    this.#parts.links.handleExit(id, peer.name, now);
    this.#parts.rings.handleRelisted(now);
  }

  handleSuspicion(id: string, suspected: boolean): void {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) return;
    peer.suspected = suspected;
    this.#core.tell({ type: suspected ? "suspected" : "recovered", peer: id, name: peer.name });
  }

  /** A MOD: a part of the peer's tree, or all of it. */
  handleMod(peer: Peer, tree: JsonObject, now: number): void {
    const whole = isWhole(peer, tree);
    const merge = peer.tree.merge(tree, { whole, removes: peer.extensions });
    if (merge.ignored !== undefined) this.#core.ignore(peer.id, merge.ignored);
    // The values that it tells drive sensors as signals do: the reference tells several at once only in this way.
    for (const path of merge.values) this.#drive(peer, path, now);
    if (merge.incomplete) this.#askAgain(peer, now);
    if (merge.structure) {
      this.#parts.links.touch(now);
      this.#parts.rings.handleRelisted(now);
    }
    if (merge.changed.has(STANDING)) this.#parts.links.handleStanding(peer.id, now);
    if (peer.complete) this.#tellModified(peer, merge);
    if (whole) this.handleWhole(peer, now);
  }

  /** Everything that was asked for has come. */
  handleWhole(peer: Peer, now: number): void {
    peer.asked = false;
    this.#parts.requests.handleWhole(peer);
    if (peer.complete) return;
    peer.complete = true;
    this.#parts.links.touch(now);
    this.#core.tell({ type: "described", peer: peer.id, name: peer.name });
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const peer of this.#core.peers.values()) if (peer.stale) this.#askAgain(peer, now);
  }

  #tellModified({ id, name }: Peer, { changed, values, removed }: Merge): void {
    if (changed.size + removed.size === 0) return;
    const what = { parameters: [...changed], values: [...values], removed: [...removed] };
    this.#core.tell({ type: "modified", peer: id, name, ...what });
  }

  #drive(peer: Peer, path: string, now: number): void {
    if (this.#core.subscriptions.sensors(peer.id, path).length === 0) return;
    this.#parts.signals.drive(peer, path, peer.tree.parameters.get(path)?.value ?? null, now);
  }

  #askAgain(peer: Peer, now: number): void {
    const due = peer.askedAt + ASK_EVERY;
    if (now >= due) return this.#core.ask(peer, now);
    peer.stale = true;
    this.#due.by(due);
  }
}

/** A node of ours says when its tree is whole. The reference does not: what names all that we know answers our GET. */
function isWhole(peer: Peer, tree: JsonObject): boolean {
  if (peer.extensions || !peer.asked) return false;
  for (const { object, name } of peer.tree.parameters.values())
    if (!tree.has(object === undefined ? name : "objects")) return false;
  return true;
}

const ASK_EVERY = 1000;
