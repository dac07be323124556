import type { Json } from "../../bytes/json.ts";
import { clampValue, sameValue } from "../codec/value.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";
import type { Requests, RequestTime } from "../requests/requests.ts";
import type { RemoteParameter } from "../tree/remote-parameter.ts";
import { FadeTime } from "./fade-time.ts";
import type { FadeRequest } from "./fading.ts";
import { type Path, pathOf } from "./interpolation.ts";
import { fitsTag } from "./tag-pattern.ts";
import type { Timing } from "./timing.ts";

/** One parameter of another node that is moved from here. */
interface Stream {
  readonly peer: Peer;
  readonly request: FadeRequest;
  /** As its node takes it. */
  readonly target: Json;
  readonly time: FadeTime;
  readonly path: Path;
  due: number;
  /** The last value was sent: the question whose answer tells whether it was taken, and how many times it was sent. */
  question: number;
  tries: number;
}

/**
 * Fades of parameters whose node runs none: it is sent one value a name after the other, the last one exactly, and is asked once
 * at the end whether it has that. It never hears of time.
 */
export class Streams {
  readonly #core: Core;
  readonly #requests: Requests;
  readonly #streams = new Map<number, Stream>();
  readonly #due: Deadline;

  constructor(core: Core, requests: Requests) {
    this.#core = core;
    this.#requests = requests;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  begin(fades: readonly FadeRequest[], peer: Peer, { now }: RequestTime): void {
    for (const request of fades) {
      const { accepted, ended, path, value, timing } = request;
      const target = this.#requests.wantedOf(peer, path, value);
      if ("reason" in target) {
        this.#requests.deny(accepted, peer, path, target.reason);
        this.#settle(ended, "refused", target.reason);
        continue;
      }
      this.#replace(peer, path, timing);
      this.#core.push({ type: "settle", request: accepted, result: value });
      this.#streams.set(ended, this.#make(peer, request, target.value, now));
      this.#due.by(now + timing.delay);
    }
  }

  /** Nothing is sent any more: it stays where it is. */
  stop(peer: string, tag: string): readonly string[] {
    const stopped = this.#fitting(peer, tag);
    for (const [ended] of stopped) this.#end(ended, "stopped");
    return stopped.map(([, { request }]) => request.path);
  }

  /** The time of those that are under way passes so many times as fast; 0 pauses it. */
  pace(peer: string, tag: string, rate: number, now: number): readonly string[] {
    const paced = this.#fitting(peer, tag).filter(([, { question }]) => question === 0);
    for (const [, stream] of paced) {
      stream.time.pace(rate, now);
      stream.due = stream.time.when(Math.max(0, stream.time.elapsed(now)), now);
      this.#due.by(stream.due);
    }
    return paced.map(([, { request }]) => request.path);
  }

  handleExit(peer: string): void {
    for (const [ended, stream] of this.#streams) if (stream.peer.id === peer) this.#end(ended, "gone");
  }

  /** The tree of a node shows what became of the last values. */
  handleWhole(peer: Peer, now: number): void {
    for (const [ended, stream] of this.#streams) {
      if (stream.peer !== peer || stream.question === 0 || stream.question > peer.answers) continue;
      const kept = peer.tree.parameters.get(stream.request.path)?.value;
      if (kept !== undefined && sameValue(kept, stream.target)) this.#end(ended, "arrived");
      else if (stream.tries >= TRIES) this.#end(ended, "unconfirmed");
      else this.#sendLast(stream, now);
    }
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const [ended, stream] of this.#streams) {
      if (stream.due <= now) {
        if (this.#core.full) return this.#due.by(now);
        if (stream.question === 0) this.#step(stream, now);
        else this.#end(ended, "unconfirmed");
      }
      if (this.#streams.has(ended)) this.#due.by(stream.due);
    }
  }

  #fitting(peer: string, tag: string): readonly (readonly [number, Stream])[] {
    const fits = fitsTag(tag);
    return [...this.#streams].filter(([, one]) => one.peer.id === peer && fits(one.request.timing.tag));
  }

  #make(peer: Peer, request: FadeRequest, target: Json, now: number): Stream {
    const { timing } = request;
    const parameter = peer.tree.parameters.get(request.path);
    const path = parameter === undefined ? () => target : pathFor(parameter, target, timing);
    const time = new FadeTime(timing.delay, timing.over, now);
    return { peer, request, target, time, path, due: now + timing.delay, question: 0, tries: 0 };
  }

  #step(stream: Stream, now: number): void {
    const { peer, request, time } = stream;
    const { over } = request.timing;
    const share = over === 0 ? 1 : Math.min(1, time.elapsed(now) / over);
    if (share < 1) {
      this.#requests.send(peer.id, request.path, stream.path(share));
      stream.due = Math.min(now + this.#periodOf(peer), time.when(over, now));
      return;
    }
    this.#sendLast(stream, now);
  }

  #sendLast(stream: Stream, now: number): void {
    const { peer, request, target } = stream;
    this.#requests.send(peer.id, request.path, target);
    stream.question = this.#core.askSoon(peer, now);
    stream.tries++;
    stream.due = now + PATIENCE;
  }

  /** The more names there are, the more rarely each is sent: an old node does only so much. */
  #periodOf(peer: Peer): number {
    let names = 0;
    for (const stream of this.#streams.values()) if (stream.peer === peer && stream.question === 0) names++;
    return Math.max(PERIOD, (names * 1000) / RATE_OF_NODE, (this.#streams.size * 1000) / RATE_OF_ALL);
  }

  /** A later fade of the same parameter takes over from where it is. */
  #replace(peer: Peer, path: string, { tag }: Timing): void {
    for (const [ended, stream] of this.#streams)
      if (stream.peer === peer && stream.request.path === path) this.#end(ended, "replaced", tag);
  }

  #end(ended: number, how: string, by = ""): void {
    this.#streams.delete(ended);
    this.#settle(ended, how, by);
  }

  #settle(ended: number, how: string, by: string): void {
    this.#core.push({ type: "settle", request: ended, result: [how, by] });
  }
}

function pathFor(parameter: RemoteParameter, target: Json, timing: Timing): Path {
  const path = pathOf(parameter, timing.from ?? parameter.value ?? target, target, timing);
  return (share) => clampValue(path(share), parameter);
}

/** Milliseconds between two values of a name. */
const PERIOD = 40;
/** Values a second to one node, and to all. */
const RATE_OF_NODE = 500;
const RATE_OF_ALL = 2000;
/** How often the last value is sent to a node that has another. */
const TRIES = 3;
/** Milliseconds until a node that does not answer is not waited for. */
const PATIENCE = 5000;
