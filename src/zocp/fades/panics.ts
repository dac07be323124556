import type { Json, JsonObject } from "../../bytes/json.ts";
import { encodeCall } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";

/** One panic that this node asks all others for. */
interface Alarm {
  /** Settled with what became of it; undefined once it was. */
  request: number | undefined;
  readonly press: string;
  readonly level: string;
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
  readonly #alarms = new Set<Alarm>();
  readonly #due: Deadline;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** `window`: milliseconds for which it is asked. Settles as soon as everybody who is here has answered, or at the end of that. */
  begin(request: number, [press, level]: readonly [string, string], window: number, now: number): void {
    const peers = [...this.#core.peers.values()];
    const able = peers.filter(({ fades }) => fades);
    const alarm: Alarm = {
      ...{ request, press, level, until: now + window, nextAt: now + AGAIN },
      open: new Map(able.map(({ id, name }) => [id, name])),
      ...{ answered: [], failed: new Map() },
      old: peers.filter(({ fades }) => !fades).map(({ name }) => name),
    };
    this.#alarms.add(alarm);
    this.#ask(alarm, [...alarm.open.keys()]);
    this.#settleIfDone(alarm);
    this.#due.by(alarm.nextAt);
  }

  /** Somebody comes while a panic is under way. */
  handleEnter({ id, name, fades }: Peer, now: number): void {
    if (!fades) return;
    for (const alarm of this.#alarms) {
      if (now >= alarm.until) continue;
      // Whoever left before it answered is here again.
      alarm.failed.delete(name);
      alarm.open.set(id, name);
      this.#ask(alarm, [id]);
    }
  }

  handleExit({ id, name }: Pick<Peer, "id" | "name">): void {
    for (const alarm of this.#alarms) {
      if (!alarm.open.delete(id)) continue;
      alarm.failed.set(name, "it left before it answered");
      this.#settleIfDone(alarm);
    }
  }

  /** A call was answered; false for one that is no panic of ours. */
  handleRep(peer: Peer, detail: JsonObject): boolean {
    const id = detail.get("id");
    if (typeof id !== "string" || !id.startsWith(CALL)) return false;
    for (const alarm of this.#alarms) if (id === CALL + alarm.press) this.#answered(alarm, peer, detail.get("error"));
    return true;
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const alarm of this.#alarms) {
      if (now >= alarm.until) this.#end(alarm);
      else if (now >= alarm.nextAt) {
        alarm.nextAt = now + AGAIN;
        this.#ask(alarm, [...alarm.open.keys()]);
      }
      if (this.#alarms.has(alarm)) this.#due.by(Math.min(alarm.nextAt, alarm.until));
    }
  }

  /** The same text for all: one panic has one name at everybody's. */
  #ask({ press, level }: Alarm, to: readonly string[]): void {
    if (to.length === 0) return;
    this.#core.push({ type: "send", to, text: encodeCall(METHOD, [press, level], CALL + press) });
  }

  #answered(alarm: Alarm, { id, name }: Peer, error: Json | undefined): void {
    // What was asked twice may be answered twice.
    if (!alarm.open.delete(id)) return;
    if (error === undefined) alarm.answered.push(name);
    else alarm.failed.set(name, typeof error === "string" ? error : "it failed");
    const reason = error === undefined ? undefined : (alarm.failed.get(name) ?? "");
    this.#core.tell({ type: "panicked", peer: id, name, press: alarm.press, reason });
    this.#settleIfDone(alarm);
  }

  #end(alarm: Alarm): void {
    this.#alarms.delete(alarm);
    for (const name of alarm.open.values()) alarm.failed.set(name, "it did not answer");
    alarm.open.clear();
    this.#settleIfDone(alarm);
  }

  #settleIfDone(alarm: Alarm): void {
    const { request, open, answered, failed, old } = alarm;
    if (request === undefined || open.size > 0) return;
    alarm.request = undefined;
    const result = new Map<string, Json>([
      ["answered", [...answered]],
      ["failed", new Map<string, Json>(failed)],
      ["old", old],
    ]);
    this.#core.push({ type: "settle", request, result });
  }
}

export const METHOD = "zocp.panic";
/** How the ids of these calls begin: those of other calls are numbers. */
const CALL = "panic ";
/** Milliseconds after which whoever has not answered is asked again. */
const AGAIN = 200;
