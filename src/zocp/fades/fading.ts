import type { Json, JsonObject } from "../../bytes/json.ts";
import type { Clock } from "../clock/clock.ts";
import type { Core } from "../core/core.ts";
import type { Peer } from "../core/peer.ts";
import type { Requests, RequestTime } from "../requests/requests.ts";
import { PACE, STOP } from "./controls.ts";
import type { Halt } from "./fades.ts";
import { Held } from "./held.ts";
import { Streams } from "./streams.ts";
import { type Sender, TAG, type Timing } from "./timing.ts";

/** One parameter that is to go to a value: settled when its node has begun with it or refused, and when it has ended. */
export interface FadeRequest {
  readonly accepted: number;
  readonly ended: number;
  readonly path: string;
  readonly value: Json;
  readonly timing: Timing;
}

/** What was asked of a peer and goes on there. */
interface Away {
  readonly peer: string;
  readonly key: string;
}

/**
 * Fades that this node asks others for. A node that announces `fade` runs them itself: one SET says it all, and the node tells how
 * they ended. To any other the values are streamed from here.
 */
export class Fading {
  readonly #core: Core;
  readonly #requests: Requests;
  readonly #streams: Streams;
  /** For nodes that know no clock. */
  readonly held: Held;
  /** What runs at other nodes, by the request that is settled when it ends, in the order in which it was asked for. */
  readonly #away = new Map<number, Away>();
  #count = 0;

  constructor(core: Core, requests: Requests, clock: Clock) {
    this.#core = core;
    this.#requests = requests;
    this.#streams = new Streams(core, requests);
    this.held = new Held(core, clock, (fades, id, time) => this.#send(fades, id, time));
  }

  get deadline(): number {
    return this.#streams.deadline;
  }

  /** A tag that nothing else of this node has. */
  nextTag(): string {
    return `${this.#core.name.slice(0, TAG / 2)}#${++this.#count}`;
  }

  /** Throws nothing: what cannot be is settled as refused. Fades of a tag are stopped by it. */
  begin(fades: readonly FadeRequest[], id: string, time: RequestTime): void {
    const peer = this.#core.peers.get(id);
    if (peer?.clock !== false) return this.#send(fades, id, time);
    this.#send(
      fades.filter(({ timing }) => timing.at === undefined),
      id,
      time,
    );
    this.held.add(
      fades.filter(({ timing }) => timing.at !== undefined),
      id,
      time,
    );
  }

  #send(fades: readonly FadeRequest[], id: string, time: RequestTime): void {
    if (fades.length === 0) return;
    const peer = this.#core.peers.get(id);
    if (peer?.fades === false) this.#streams.begin(fades, peer, time);
    else {
      for (const { ended, path, timing } of fades)
        this.#away.set(ended, { peer: id, key: keyOf(id, timing.tag, path) });
      this.#requests.fade(fades, id, time, (ended, why) => this.#settle(ended, "refused", why));
    }
  }

  /** A node tells how fades of a tag ended. */
  handleFaded(peer: Peer, args: readonly Json[]): void {
    const [tag, told] = args;
    if (typeof tag !== "string" || !(told instanceof Map))
      return this.#core.ignore(peer.id, "a report of fades without a tag and names");
    for (const [path, said] of told as JsonObject) {
      const key = keyOf(peer.id, tag, path);
      const [how = "", ...by] = typeof said === "string" ? said.split(" ") : [];
      for (const [ended, away] of this.#away) {
        if (away.key !== key) continue;
        this.#settle(ended, OUTCOMES.has(how) ? how : "stopped", by.join(" "));
        break;
      }
    }
  }

  /** The fades at a node that left run on there, if it lives: nobody tells how they end. */
  handleExit(peer: string): void {
    for (const [ended, away] of this.#away) if (away.peer === peer) this.#settle(ended, "gone", "");
    this.held.handleExit(peer);
    this.#streams.handleExit(peer);
  }

  /** The whole tree of a node has come. */
  handleWhole(peer: Peer, now: number): void {
    this.#streams.handleWhole(peer, now);
  }

  /** Stops what this node asked a peer for under a tag; settles with the parameters that this concerned. */
  stop(request: number, id: string, tag: string, how: Halt, time: RequestTime, sender?: Sender): void {
    const peer = this.#core.peers.get(id);
    const held = this.held.stop(id, tag);
    if (peer?.fades === false)
      this.#core.push({ type: "settle", request, result: [...held, ...this.#streams.stop(id, tag)] });
    else this.#requests.call(request, id, STOP, [tag, how], time, sender);
  }

  /** The time of such fades passes so many times as fast from now on; settles with the parameters that this concerned. */
  pace(request: number, id: string, tag: string, rate: number, time: RequestTime, sender?: Sender): void {
    const peer = this.#core.peers.get(id);
    if (peer?.fades !== false) return this.#requests.call(request, id, PACE, [tag, rate], time, sender);
    this.#core.push({ type: "settle", request, result: this.#streams.pace(id, tag, rate, time.now) });
  }

  handleTimeout(now: number): void {
    this.#streams.handleTimeout(now);
  }

  #settle(ended: number, how: string, by: string): void {
    if (this.#away.delete(ended)) this.#core.push({ type: "settle", request: ended, result: [how, by] });
  }
}

function keyOf(peer: string, tag: string, path: string): string {
  return JSON.stringify([peer, tag, path]);
}

const OUTCOMES: ReadonlySet<string> = new Set(["arrived", "grabbed", "replaced", "stopped", "refused"]);
