import type { JsonObject } from "../../bytes/json.ts";
import type { Clock } from "../clock/clock.ts";
import type { Fades } from "../fades/fades.ts";
import type { Fading } from "../fades/fading.ts";
import type { Links } from "../links/links.ts";
import { isWhole } from "../old-nodes/whole-tree.ts";
import { STATUS } from "../requests/authority.ts";
import type { Requests } from "../requests/requests.ts";
import type { Losses } from "../safe-state/losses.ts";
import type { Panics } from "../safe-state/panics.ts";
import type { FeedbackLoops } from "../signals/feedback-loops.ts";
import type { Signals } from "../signals/signals.ts";
import type { Wiring } from "../subscriptions/wiring.ts";
import type { Merge } from "../tree/remote-tree.ts";
import type { Core } from "./core.ts";
import { type Newcomer, Peer } from "./peer.ts";

/** The parts of the node machine that want to know when something is different at a peer. */
export interface PeersParts {
  readonly signals: Signals;
  readonly wiring: Wiring;
  readonly links: Links;
  readonly rings: FeedbackLoops;
  readonly requests: Requests;
  readonly fades: Fades;
  readonly fading: Fading;
  readonly losses: Losses;
  readonly panics: Panics;
  readonly clock: Clock;
  /** What a node consists of is known now. */
  readonly known: (node: string, now: number) => void;
}

/** What this node learns of the others: that they are there, what they consist of, what changes, that they leave. */
export class Peers {
  readonly #core: Core;
  readonly #parts: PeersParts;

  constructor(core: Core, parts: PeersParts) {
    this.#core = core;
    this.#parts = parts;
  }

  get deadline(): number {
    return this.#core.askDue.at;
  }

  handleEnter(newcomer: Newcomer, now: number): void {
    const core = this.#core;
    const { id, name, headers } = newcomer;
    const peer = new Peer(newcomer, { limit: core.limits.parameters, room: core.room, now });
    core.peers.set(id, peer);
    core.tell({ type: "enter", peer: id, name, headers });
    // Thousands may listen to a node that wants to know none of them.
    if (core.wants.has(peer)) core.ask(peer, now);
    this.#parts.fades.handleEnter(name, now);
    this.#parts.panics.handleEnter(peer, now);
    this.#parts.clock.handleEnter(peer, now);
    this.#parts.links.handleEnter(peer, now);
  }

  handleExit(id: string, reason: string, now: number): void {
    const core = this.#core;
    core.answers.forget(id);
    const peer = core.peers.get(id);
    if (peer === undefined) return;
    this.#parts.requests.handleExit(id, peer.name);
    this.#parts.fading.handleExit(id);
    this.#parts.panics.handleExit(peer);
    this.#parts.fades.handleExit(id, reason, now);
    this.#parts.losses.handleExit(id, reason, now);
    this.#parts.wiring.handleExit(id, now);
    this.#parts.signals.handleExit(id);
    core.peers.delete(id);
    this.#parts.signals.handleSourcesGone(now);
    peer.tree.leave();
    core.tell({ type: "exit", peer: id, name: peer.name, reason });
    this.#parts.clock.handleExit(id, now);
    this.#parts.links.handleExit(id, peer.name, now);
    this.#parts.rings.handleRelisted(now);
  }

  handleSuspicion(id: string, suspected: boolean, now: number): void {
    const peer = this.#core.peers.get(id);
    if (peer === undefined) return;
    peer.suspected = suspected;
    this.#parts.losses.handleSuspicion(id, suspected, now);
    this.#core.tell({ type: suspected ? "suspected" : "recovered", peer: id, name: peer.name });
    this.#parts.clock.handleSuspicion(id, suspected, now);
  }

  /** A MOD: a part of the peer's tree, or all of it; in steps. */
  *handleMod(peer: Peer, tree: JsonObject, now: number): Generator<void, void> {
    const whole = isWhole(peer, tree, this.#core.subscriptions.of(peer.id).length > 0);
    const merge = yield* peer.tree.merge(tree, { whole, removes: peer.extensions, now });
    if (merge.ignored !== undefined) this.#core.ignore(peer.id, merge.ignored);
    // The values that it tells drive sensors as signals do: the reference tells several at once only in this way.
    for (const path of merge.values) {
      this.#drive(peer, path, now);
      yield;
    }
    if (merge.incomplete) this.#core.askLater(peer, ASK_EVERY);
    if (merge.structure) {
      peer.looked(true);
      this.#parts.wiring.handleStructure(peer, now);
      this.#parts.links.touch(now);
      this.#parts.rings.handleRelisted(now);
    }
    if (merge.changed.has(STATUS)) this.#parts.links.handleStanding(peer, now);
    if (peer.complete) this.#tellModified(peer, merge);
    if (merge.owned.size > 0)
      this.#core.tell({ type: "owned", ...this.#core.who(peer.id), parameters: [...merge.owned] });
    if (whole) this.handleWhole(peer, now);
    this.handleTimeout(now);
  }

  /** Everything that was asked for has come. */
  handleWhole(peer: Peer, now: number): void {
    this.#core.answered(peer, now);
    this.#parts.requests.handleWhole(peer, now);
    this.#parts.fading.handleWhole(peer, now);
    this.#parts.signals.handleAnswer(peer, now);
    if (peer.complete && !peer.wanted) return;
    if (peer.wanted) peer.looked(false);
    peer.wanted = false;
    this.#parts.links.touch(now);
    if (!peer.complete) this.#describe(peer, now);
    this.#parts.wiring.handleLook(peer);
  }

  handleTimeout(now: number): void {
    const core = this.#core;
    if (!core.askDue.passed(now)) return;
    for (const peer of core.peers.values()) {
      if (peer.askAt <= now) core.ask(peer, now);
      else core.askDue.by(peer.askAt);
    }
  }

  #describe(peer: Peer, now: number): void {
    peer.complete = true;
    this.#core.tell({ type: "described", peer: peer.id, name: peer.name });
    this.#parts.wiring.handleDescribed(peer.id, now);
    this.#parts.known(peer.id, now);
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
}

const ASK_EVERY = 1000;
