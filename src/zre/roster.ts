import { ProtocolError } from "../errors.ts";
import { Admission } from "./admission.ts";
import type { ZreEffect } from "./effects.ts";
import { type Endpoint, endpointTowards, formatEndpoint, type OwnEndpoint } from "./endpoint.ts";
import type { ExitReason, ZreEvent } from "./events.ts";
import type { ResolvedMeshOptions } from "./mesh-options.ts";
import type { Hello, ZreMessage } from "./message.ts";
import { Peer } from "./peer.ts";

export type Effects = readonly ZreEffect[];

/** The peers of a node: how they are dialled, greeted, greeted anew and given up; and what we tell of ourselves meanwhile. */
export class Roster {
  readonly all = new Map<string, Peer>();
  /** Those whose HELLO has come. */
  readonly ready = new Map<string, Peer>();
  readonly groups: Set<string>;
  /** Our own endpoints. */
  own: readonly OwnEndpoint[] = [];
  readonly #options: ResolvedMeshOptions;
  readonly #admission: Admission;
  #status: number;

  constructor(options: ResolvedMeshOptions) {
    this.#options = options;
    this.#admission = new Admission(options.limits);
    this.groups = new Set(options.groups);
    this.#status = this.groups.size % 256;
  }

  /** Dials a stranger, unless there are too many of them. */
  meet(id: string, at: Endpoint, now: number): Effects {
    if (this.#admission.cooling(id, now) || this.own.length === 0) return [];
    const refusal = this.#admission.refusal(at.address, this.all.size, now);
    if (refusal !== undefined) return this.ignore(id, new ProtocolError("limit-exceeded", refusal), now);
    return this.#dial(id, at, now);
  }

  /** The peer's HELLO has come: it is present. */
  introduce(peer: Peer, hello: Hello, now: number): Effects {
    peer.introduce(hello);
    peer.liveness.handleHeard(now);
    peer.outgoing.wrap = this.#options.wrapFor(hello.headers);
    this.ready.set(peer.id, peer);
    const { id, name, headers, endpoint } = peer;
    const joins = hello.groups.map((group) => emit({ type: "join", peer: id, name, group }));
    return [emit({ type: "enter", peer: id, name, headers, endpoint }), ...joins];
  }

  /** Starts over with a peer, at the place where it is now; not too often. */
  again(peer: Peer, reason: ExitReason, at: Endpoint, now: number): Effects {
    if (!this.#admission.resync(peer.id, now)) return this.drop(peer, reason);
    const effects = [...this.#exit(peer, reason), ...this.#dial(peer.id, at, now)];
    const fresh = this.all.get(peer.id);
    if (fresh !== undefined) fresh.inbound = peer.inbound;
    return effects;
  }

  drop(peer: Peer, reason: ExitReason): Effects {
    this.all.delete(peer.id);
    return [{ type: "disconnect", peer: peer.id }, ...this.#exit(peer, reason)];
  }

  /** Forgets everybody without a word. */
  clear(): Effects {
    const gone = [...this.all.keys()].map((peer): ZreEffect => ({ type: "disconnect", peer }));
    this.all.clear();
    this.ready.clear();
    return gone;
  }

  /** Sends a peer the message that its next number makes. */
  send(id: string, message: (sequence: number) => ZreMessage): ZreEffect {
    return { type: "send", peer: id, message: message(this.all.get(id)?.outgoing.next() ?? 0) };
  }

  /**
   * Tells everyone that we entered or left a group. Each status must be told exactly once, in order: zyre and pyre end
   * themselves when one is missing. So those that we have only dialled are told too, behind our HELLO.
   */
  tellAll(type: "JOIN" | "LEAVE", group: string): Effects {
    this.#status = (this.#status + 1) % 256;
    const status = this.#status;
    return [...this.all.keys()].map((peer) => this.send(peer, (sequence) => ({ type, sequence, group, status })));
  }

  complain(peer: string, message: string, now: number): Effects {
    return this.ignore(peer, new ProtocolError("bad-message", message), now);
  }

  ignore(peer: string, error: ProtocolError, now: number): Effects {
    return this.#admission.complain(now) ? [emit({ type: "ignored", peer, error })] : [];
  }

  /** Greets a peer over a fresh connection. */
  #dial(id: string, at: Endpoint, now: number): Effects {
    const replaced: ZreEffect[] = [];
    // A node that was started again often gets the port of its predecessor: that one is gone.
    for (const peer of this.all.values()) {
      if (peer.id !== id && peer.isAt(at)) replaced.push(...this.drop(peer, "replaced"));
    }
    this.all.set(id, new Peer(id, at, now));
    const { address, port } = at;
    const hello = this.send(id, (sequence) => this.#hello(sequence, address));
    return [...replaced, { type: "connect", peer: id, address, port }, hello];
  }

  #hello(sequence: number, towards: string): Hello {
    const { name, headers } = this.#options;
    const own = endpointTowards(towards, this.own);
    const endpoint = own === undefined ? "" : formatEndpoint(own);
    return { type: "HELLO", sequence, endpoint, groups: [...this.groups], status: this.#status, name, headers };
  }

  #exit(peer: Peer, reason: ExitReason): Effects {
    if (!this.ready.delete(peer.id)) return [];
    return [emit({ type: "exit", peer: peer.id, name: peer.name, reason })];
  }
}

export function emit(event: ZreEvent): ZreEffect {
  return { type: "emit", event };
}
