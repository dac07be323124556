import { rankOf } from "../codec/weight.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Fades } from "../fades/fades.ts";
import { USUAL } from "../fades/timing.ts";
import type { Parameter } from "../tree/parameter.ts";
import { type Lost, lostOf } from "./lost.ts";

/** A sensor whose last source is away: what it does, and when. */
interface Loss {
  readonly parameter: Parameter;
  readonly policy: Lost;
  /** Whose value it has. */
  readonly source: string;
  readonly name: string;
  /** When that value came: another one since is no loss. */
  readonly valueAt: number;
  readonly clean: boolean;
  readonly at: number;
}

/**
 * What parameters do when nothing drives them any more: the value that they have came over a link whose emitter's node has left or
 * does not answer, and no other node that is well drives them. That is the owner's own affair, so it works for emitters of every make.
 */
export class Losses {
  readonly #core: Core;
  readonly #fades: Fades;
  readonly #due: Deadline;
  readonly #armed = new Map<string, Loss>();

  constructor(core: Core, fades: Fades) {
    this.#core = core;
    this.#fades = fades;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** A node leaves; called while its subscriptions are known. A goodbye counts at once, anything else after the time of the policy. */
  handleExit(peer: string, reason: string, now: number): void {
    this.#arm(peer, reason === GOODBYE, now);
  }

  handleSuspicion(peer: string, suspected: boolean, now: number): void {
    if (suspected) return this.#arm(peer, false, now);
    for (const [path, { source }] of this.#armed) if (source === peer) this.#armed.delete(path);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const [path, loss] of this.#armed) {
      if (loss.at > now) this.#due.by(loss.at);
      else if (this.#core.full) return this.#due.by(now);
      else {
        this.#armed.delete(path);
        if (this.#isLost(loss)) this.#act(loss, now);
      }
    }
  }

  #arm(peer: string, clean: boolean, now: number): void {
    const core = this.#core;
    for (const [emitter, sensor] of core.subscriptions.of(peer)) {
      const parameter = sensor === null ? undefined : core.tree.parameters.get(sensor);
      const policy = parameter && lostOf(parameter.extra);
      if (parameter === undefined || policy === undefined || !isFrom(parameter, peer)) continue;
      // What was muted before is no loss.
      if (!this.#isHeard(peer, emitter, parameter.path)) continue;
      if (this.#isDrivenBesides(peer, parameter.path)) continue;
      const before = this.#armed.get(parameter.path);
      const at = clean ? now : Math.min(now + policy.after, before?.at ?? Number.POSITIVE_INFINITY);
      const name = core.nameOf(peer);
      this.#armed.set(parameter.path, { parameter, policy, source: peer, name, valueAt: parameter.handAt, clean, at });
      this.#due.by(at);
    }
  }

  /** Whether another node that is well drives the sensor, too. */
  #isDrivenBesides(gone: string | undefined, sensor: string): boolean {
    const { peers, subscriptions } = this.#core;
    const drives = (peer: string): boolean =>
      subscriptions.of(peer).some(([emitter, own]) => own === sensor && this.#isHeard(peer, emitter, own));
    if (drives(this.#core.id)) return true;
    return [...peers.values()].some(({ id, suspected }) => id !== gone && !suspected && drives(id));
  }

  /** A link that is muted, or has the priority 0, drives nothing. */
  #isHeard(peer: string, emitter: string | null, sensor: string): boolean {
    return emitter === null || rankOf(this.#core.subscriptions.weightOf(peer, emitter, sensor)) > 0;
  }

  #isLost({ parameter, source, valueAt }: Loss): boolean {
    const present = this.#core.tree.parameters.get(parameter.path) === parameter;
    const still = present && isFrom(parameter, source) && parameter.handAt === valueAt;
    // It may be back under another id, and have nothing new to say.
    return still && !this.#isDrivenBesides(undefined, parameter.path);
  }

  #act({ parameter, policy, source, name, clean }: Loss, now: number): void {
    const { path } = parameter;
    const target = policy.do === "hold" ? undefined : policy.do === "default" ? parameter.initial : policy.to;
    const accepted = target === undefined ? undefined : parameter.accept(target);
    if (accepted !== undefined && "value" in accepted) {
      const who = { who: { id: this.#core.id, name: this.#core.name }, replaces: true } as const;
      this.#fades.begin(parameter, accepted.value, { ...PLAIN, over: policy.over, tag: `lost ${name}` }, who, now);
    }
    this.#fades.expectReturn(parameter, policy.back);
    const what = { parameter: path, reason: clean ? "goodbye" : "failure", action: policy.do } as const;
    this.#core.tell({ type: "lost", peer: source, name, ...what });
  }
}

/** The last change was a signal of that node. */
function isFrom({ hand, handId }: Parameter, peer: string): boolean {
  return hand === "signal" && handId === peer;
}

const PLAIN = { delay: 0, curve: "linear", priority: USUAL } as const;
const GOODBYE = "goodbye";
