import type { JsonObject } from "../bytes/json.ts";
import { ProtocolError } from "../errors.ts";
import type { Core } from "./core.ts";
import type { Links } from "./links.ts";
import { decodeLink, decodeMessages, type ZocpMessage } from "./message.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";
import type { Requests } from "./requests.ts";
import type { Sets } from "./sets.ts";
import type { Signals } from "./signals.ts";
import type { Structure } from "./structure.ts";
import type { Subs } from "./subs.ts";

/** The parts of the node machine that take a verb. */
export interface InboxParts {
  readonly structure: Structure;
  readonly signals: Signals;
  readonly sets: Sets;
  readonly subs: Subs;
  readonly links: Links;
  readonly peers: Peers;
  readonly requests: Requests;
}

/** What peers say: each verb of a text goes to the part that it concerns. It never throws, whatever comes. */
export class Inbox {
  readonly #core: Core;
  readonly #parts: InboxParts;

  constructor(core: Core, parts: InboxParts) {
    this.#core = core;
    this.#parts = parts;
  }

  handleText(from: string, text: string, now: number): void {
    const { limits } = this.#core;
    this.#core.handleArrival(now);
    try {
      if (text.length > limits.message) {
        const length = `a message of ${text.length} characters; the limit is ${limits.message}`;
        throw new ProtocolError("limit-exceeded", length);
      }
      for (const message of decodeMessages(text)) this.#handle(from, message, now);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#core.ignore(from, error.message);
    }
  }

  #handle(from: string, message: ZocpMessage, now: number): void {
    const { structure, signals, sets, subs, peers } = this.#parts;
    const peer = this.#core.peers.get(from);
    if (message.verb === "malformed") return this.#core.ignore(from, message.reason);
    // The reference asks every ZRE peer, whether that speaks ZOCP or not, and so may others.
    if (message.verb === "GET") return structure.answer(from, message.names);
    if (peer === undefined) return this.#core.ignore(from, `a ${message.verb} from a node that does not speak ZOCP`);
    switch (message.verb) {
      case "SIG":
        return signals.handleSignal(peer, message.emitter, message.value, now, message.stamp);
      case "SET":
        return sets.handleSet(from, message.tree, now);
      case "MOD":
        return peers.handleMod(peer, message.tree, now);
      case "SUB":
        return subs.handleSub(from, message, now);
      case "UNSUB":
        return subs.handleUnsub(from, message, now);
      case "REP":
        return this.#answered(peer, message.about, message.detail, now);
      case "CALL":
        return this.#called(peer, message);
    }
  }

  #answered(peer: Peer, about: string, detail: JsonObject, now: number): void {
    if (about === "GET") return this.#parts.peers.handleWhole(peer, now);
    const link = decodeLink(detail.get("link"));
    if (about === "SUB" && link !== undefined) this.#parts.links.handleAnswer(peer, link, detail, now);
    this.#parts.requests.handleRep(peer, about, detail, link);
  }

  #called({ id, name }: Peer, { method, args, id: call }: Extract<ZocpMessage, { verb: "CALL" }>): void {
    this.#core.push({ type: "call", call: call === undefined ? undefined : id + call, peer: id, name, method, args });
  }
}
