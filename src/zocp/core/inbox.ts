import type { Frames } from "../../bytes/frames.ts";
import type { JsonObject } from "../../bytes/json.ts";
import { ProtocolError, withoutStacks } from "../../errors.ts";
import type { Clock } from "../clock/clock.ts";
import { CLOCK } from "../clock/question.ts";
import { decodeLink, decodeMessages, type ZocpMessage } from "../codec/message.ts";
import type { Controls } from "../fades/controls.ts";
import type { Fading } from "../fades/fading.ts";
import { FADED } from "../fades/reports.ts";
import { METHOD } from "../links/exchange.ts";
import type { Links } from "../links/links.ts";
import type { Requests } from "../requests/requests.ts";
import type { Sets } from "../requests/sets.ts";
import type { Panics } from "../safe-state/panics.ts";
import type { Signals } from "../signals/signals.ts";
import type { Subs } from "../subscriptions/subs.ts";
import type { Core } from "./core.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";
import type { Steps } from "./steps.ts";

/** The parts of the node machine that take a verb. */
export interface InboxParts {
  readonly signals: Signals;
  readonly sets: Sets;
  readonly subs: Subs;
  readonly links: Links;
  readonly peers: Peers;
  readonly requests: Requests;
  readonly fading: Fading;
  readonly controls: Controls;
  readonly panics: Panics;
  readonly clock: Clock;
}

/** What peers say: each verb of a text goes to the part that it concerns. It never throws, whatever comes. */
export class Inbox {
  readonly #core: Core;
  readonly #parts: InboxParts;
  /** Of each peer the text that made more to be done than one turn has room for: what is left of it. */
  readonly #unfinished = new Map<
    string,
    { readonly steps: Steps | undefined; readonly rest: readonly ZocpMessage[] }
  >();

  constructor(core: Core, parts: InboxParts) {
    this.#core = core;
    this.#parts = parts;
  }

  handleFrame(from: string, frames: Frames, index: number, now: number): void {
    const octets = frames.end(index) - frames.start(index);
    const { message } = this.#core.limits;
    // Not made a text of, which would take long: no character has more than three octets for each of its units.
    if (octets <= 3 * message) return this.handleText(from, frames.text(index), now);
    this.handleMalformed(from, `a message of ${octets} octets; the limit is ${message} characters`, now);
  }

  handleText(from: string, text: string, now: number): void {
    this.#core.handleArrival(now);
    // Whoever gives the next message too early has the last one finished first.
    while (this.isBusyWith(from)) this.goOn(from, now);
    this.#handleAll(from, onceMalformed(this.#decode(from, text)), now);
  }

  /** Whether the last text of a peer is not finished. */
  isBusyWith(from: string): boolean {
    return this.#unfinished.size > 0 && this.#unfinished.has(from);
  }

  /** Does the next portion of it. */
  goOn(from: string, now: number): void {
    const { steps, rest } = this.#unfinished.get(from) ?? NOTHING;
    if (steps !== undefined && !this.#core.advance(steps)) return;
    this.#unfinished.delete(from);
    this.#handleAll(from, rest, now);
  }

  forget(from: string): void {
    this.#unfinished.delete(from);
  }

  /** A message that means nothing: told, and counted by whoever carries messages. */
  handleMalformed(from: string, reason: string, now: number): void {
    this.#core.handleArrival(now);
    this.#malformed(from, reason);
  }

  #handleAll(from: string, messages: readonly ZocpMessage[], now: number): void {
    for (const [index, message] of messages.entries()) {
      const steps = this.#begin(from, message, now);
      if (steps === undefined || this.#core.advance(steps)) continue;
      this.#unfinished.set(from, { steps, rest: messages.slice(index + 1) });
      return;
    }
  }

  #decode(from: string, text: string): readonly ZocpMessage[] {
    const { limits } = this.#core;
    try {
      if (text.length > limits.message) {
        const length = `a message of ${text.length} characters; the limit is ${limits.message}`;
        throw new ProtocolError("limit-exceeded", length);
      }
      return withoutStacks(() => decodeMessages(text));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#malformed(from, error.message);
      return [];
    }
  }

  #malformed(from: string, reason: string): void {
    this.#core.ignore(from, reason);
    this.#core.push({ type: "malformed", from });
  }

  /** What takes long is given back in steps. */
  #begin(from: string, message: ZocpMessage, now: number): Steps | undefined {
    const peer = this.#core.peers.get(from);
    if (peer !== undefined && message.verb === "SET") return this.#parts.sets.handleSet(from, message.tree, now);
    if (peer !== undefined && message.verb === "MOD") return this.#parts.peers.handleMod(peer, message.tree, now);
    this.#handle(from, message, now);
    return undefined;
  }

  #handle(from: string, message: ZocpMessage, now: number): void {
    const core = this.#core;
    const { signals, subs } = this.#parts;
    const peer = core.peers.get(from);
    if (message.verb === "malformed") return this.#malformed(from, message.reason);
    // The reference asks every ZRE peer, whether that speaks ZOCP or not, and so may others.
    if (message.verb === "GET") return core.answers.owe(from, message.names);
    if (peer === undefined) return core.ignore(from, `a ${message.verb} from a node that does not speak ZOCP`);
    switch (message.verb) {
      case "SIG":
        return signals.handleSignal(peer, message.emitter, message.value, now, message.version);
      case "SUB":
        return subs.handleSub(from, message, now);
      case "UNSUB":
        return subs.handleUnsub(from, message, now);
      case "REP":
        return this.#answered(peer, message.about, message.detail, now);
      case "CALL":
        return this.#called(peer, message, now);
    }
  }

  #answered(peer: Peer, about: string, detail: JsonObject, now: number): void {
    if (about === "GET") return this.#parts.peers.handleWhole(peer, now);
    if (about === "CALL" && this.#parts.panics.handleRep(peer, detail)) return;
    if (about === "CALL" && this.#parts.clock.handleRep(peer, detail, now)) return;
    const link = decodeLink(detail.get("link"));
    const refused = detail.get("refused");
    if (about === "SUB" && link !== undefined && refused instanceof Map)
      this.#parts.links.onBehalf.handleRefusal(peer, link, String([...refused.values()][0] ?? ""), now);
    this.#parts.requests.handleRep(peer, about, detail, link);
  }

  #called(peer: Peer, message: Extract<ZocpMessage, { verb: "CALL" }>, now: number): void {
    const { method, args, id: call } = message;
    if (method === METHOD && peer.links) return this.#parts.links.handleRecords(peer, message, now);
    if (method === FADED && peer.fades) return this.#parts.fading.handleFaded(peer, args);
    const { id, name } = peer;
    const answer =
      method === CLOCK
        ? { result: this.#parts.clock.answer(args, now) }
        : this.#parts.controls.handle(peer, message, now);
    if (answer !== undefined) {
      if (call !== undefined) this.#parts.requests.answer(id + call, answer);
      return;
    }
    this.#core.push({ type: "call", call: call === undefined ? undefined : id + call, peer: id, name, method, args });
  }
}

/** Verbs that are none count once, as the text does: there may be thousands of them in it. */
function onceMalformed(messages: readonly ZocpMessage[]): readonly ZocpMessage[] {
  const first = messages.findIndex(({ verb }) => verb === "malformed");
  return first < 0 ? messages : messages.filter(({ verb }, index) => verb !== "malformed" || index === first);
}

const NOTHING = { steps: undefined, rest: [] } as const;
