import type { Json, JsonObject } from "../../bytes/json.ts";
import { encodeCall } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";

/** One panic that this node asks all others for. */
interface PanicRun {
  /** Settled with what became of it; undefined once it was. */
  request: number | undefined;
  readonly press: string;
  readonly level: string;
  /** Whether it lasts until then although everybody who is here has answered: others are only being looked for. */
  lasts: boolean;
  /** Whoever has not answered is asked again until then, and whoever comes is asked. */
  readonly until: number;
  nextAt: number;
  /** By id: those who are asked. */
  readonly open: Map<string, string>;
  /** Names of those who did it, and of those who did not, with the reason. */
  readonly answered: string[];
  readonly failed: Map<string, string>;
  readonly old: readonly string[];
}

/**
 * Panics that this node asks for. Every node that knows them is asked each 200 ms until it has answered, for some seconds, and so is
 * one that comes in that time: nobody is to be missed because a message was.
 */
export class Panics {
  readonly #core: Core;
  readonly #runs = new Set<PanicRun>();
  readonly #due: Deadline;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** `window`: milliseconds for which it is asked. Settles as soon as everybody who is here has answered, or at the end of that; at its end where others are only being looked for. */
  begin(request: number, [press, level]: readonly [string, string], window: number, now: number): void {
    const peers = [...this.#core.peers.values()];
    const able = peers.filter(({ fades }) => fades);
    const run: PanicRun = {
      ...{ request, press, level, lasts: !this.#core.wants.always, until: now + window, nextAt: now + AGAIN },
      open: new Map(able.map(({ id, name }) => [id, name])),
      ...{ answered: [], failed: new Map() },
      old: peers.filter(({ fades }) => !fades).map(({ name }) => name),
    };
    this.#runs.add(run);
    this.#ask(run, [...run.open.keys()]);
    this.#settleIfDone(run);
    this.#due.by(run.nextAt);
  }

  /** Somebody comes while a panic is under way. */
  handleEnter({ id, name, fades }: Peer, now: number): void {
    if (!fades) return;
    for (const run of this.#runs) {
      if (now >= run.until) continue;
      // Whoever left before it answered is here again.
      run.failed.delete(name);
      run.open.set(id, name);
      this.#ask(run, [id]);
    }
  }

  handleExit({ id, name }: Pick<Peer, "id" | "name">): void {
    for (const run of this.#runs) {
      if (!run.open.delete(id)) continue;
      run.failed.set(name, "it left before it answered");
      this.#settleIfDone(run);
    }
  }

  /** A call was answered; false for one that is no panic of ours. */
  handleRep(peer: Peer, detail: JsonObject): boolean {
    const id = detail.get("id");
    if (typeof id !== "string" || !id.startsWith(CALL)) return false;
    for (const run of this.#runs) if (id === CALL + run.press) this.#answered(run, peer, detail.get("error"));
    return true;
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const run of this.#runs) {
      if (now >= run.until) this.#end(run);
      else if (now >= run.nextAt) {
        run.nextAt = now + AGAIN;
        this.#ask(run, [...run.open.keys()]);
      }
      if (this.#runs.has(run)) this.#due.by(Math.min(run.nextAt, run.until));
    }
  }

  /** The same text for all: one panic has one name at everybody's. */
  #ask({ press, level }: PanicRun, to: readonly string[]): void {
    if (to.length === 0) return;
    this.#core.push({ type: "send", to, text: encodeCall(PANIC, [press, level], CALL + press) });
  }

  #answered(run: PanicRun, { id, name }: Peer, error: Json | undefined): void {
    // What was asked twice may be answered twice.
    if (!run.open.delete(id)) return;
    if (error === undefined) run.answered.push(name);
    else run.failed.set(name, typeof error === "string" ? error : "it failed");
    const reason = error === undefined ? undefined : (run.failed.get(name) ?? "");
    this.#core.tell({ type: "panicked", peer: id, name, press: run.press, reason });
    this.#settleIfDone(run);
  }

  #end(run: PanicRun): void {
    this.#runs.delete(run);
    run.lasts = false;
    for (const name of run.open.values()) run.failed.set(name, "it did not answer");
    run.open.clear();
    this.#settleIfDone(run);
  }

  #settleIfDone(run: PanicRun): void {
    const { request, lasts, open, answered, failed, old } = run;
    if (request === undefined || lasts || open.size > 0) return;
    run.request = undefined;
    const result = new Map<string, Json>([
      ["answered", [...answered]],
      ["failed", new Map<string, Json>(failed)],
      ["old", old],
    ]);
    this.#core.push({ type: "settle", request, result });
  }
}

/** The method of every node of ours that stops it. */
export const PANIC = "zocp.panic";
/** How the ids of these calls begin: those of other calls are numbers. */
const CALL = "panic ";
/** Milliseconds after which whoever has not answered is asked again. */
const AGAIN = 200;
