import type { Clock } from "../clock/clock.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { RequestTime } from "../requests/requests.ts";
import type { FadeRequest } from "./fading.ts";
import { fitsTag } from "./tag-pattern.ts";

/** One value for a node that knows no clock. */
interface HeldFade {
  readonly request: FadeRequest;
  readonly peer: string;
  readonly timeout: number;
  /** When its moment is, by this machine's clock. */
  readonly due: number;
}

/** Values that were wanted at a moment of the show, at nodes that know no clock: they are sent from here when it is there. */
export class Held {
  readonly #core: Core;
  readonly #clock: Clock;
  readonly #send: (fades: readonly FadeRequest[], peer: string, time: RequestTime) => void;
  #held: readonly HeldFade[] = [];
  readonly #due: Deadline;

  constructor(
    core: Core,
    clock: Clock,
    send: (fades: readonly FadeRequest[], peer: string, time: RequestTime) => void,
  ) {
    this.#core = core;
    this.#clock = clock;
    this.#send = send;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  add(fades: readonly FadeRequest[], peer: string, { timeout, now }: RequestTime): void {
    const held = fades.map((request) => {
      const due = Math.max(now, this.#clock.time.localOf(request.timing.at?.time ?? 0));
      return { request, peer, timeout, due };
    });
    this.#held = [...this.#held, ...held];
    for (const { due } of held) this.#plan(due);
  }

  /** Those of a tag are not sent; gives their paths. */
  stop(peer: string, tag: string): readonly string[] {
    const fits = fitsTag(tag);
    return this.#drop((one) => one.peer === peer && fits(one.request.timing.tag), "stopped");
  }

  handleExit(peer: string): void {
    this.#drop((one) => one.peer === peer, "gone");
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    const ready = this.#held.filter(({ due }) => due <= now);
    this.#held = this.#held.filter(({ due }) => due > now);
    for (const { due } of this.#held) this.#plan(due);
    for (const [peer, some] of byPeer(ready)) this.#sendAll(peer, some, now);
  }

  #sendAll(peer: string, some: readonly HeldFade[], now: number): void {
    const fades = some.map(({ request }) => ({ ...request, timing: { ...request.timing, at: undefined } }));
    this.#send(fades, peer, { timeout: some[0]?.timeout ?? 0, now });
  }

  #plan(due: number): void {
    this.#due.by(due);
    this.#core.prompt.by(due);
  }

  #drop(which: (one: HeldFade) => boolean, how: "stopped" | "gone"): readonly string[] {
    const dropped = this.#held.filter(which);
    if (dropped.length > 0) this.#held = this.#held.filter((one) => !which(one));
    for (const { request } of dropped) {
      this.#core.push({ type: "settle", request: request.accepted, result: null });
      this.#core.push({ type: "settle", request: request.ended, result: [how, ""] });
    }
    return dropped.map(({ request }) => request.path);
  }
}

function byPeer(all: readonly HeldFade[]): ReadonlyMap<string, readonly HeldFade[]> {
  const peers = new Map<string, HeldFade[]>();
  for (const one of all) peers.set(one.peer, [...(peers.get(one.peer) ?? []), one]);
  return peers;
}
