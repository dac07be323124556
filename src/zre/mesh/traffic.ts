import type { Frames } from "../../bytes/frames.ts";
import { ProtocolError } from "../../errors.ts";
import { COUNT_LIMIT, decodeSequence, type Hello, type ZreMessage } from "../message/message.ts";
import { type Effects, emit } from "./effects.ts";
import { Elections } from "./elections.ts";
import type { Peer } from "./peer.ts";
import { type PeerTable, send } from "./peer-table.ts";

/** What peers say after their HELLO: counted, so that a loss is seen, and passed on. */
export class Traffic {
  readonly elections: Elections;
  readonly #table: PeerTable;

  constructor(table: PeerTable) {
    this.#table = table;
    this.elections = new Elections(table);
  }

  receive(peer: Peer, message: Exclude<ZreMessage, Hello>, now: number): Effects {
    if (!peer.incoming.accept(message.sequence)) return this.#lost(peer, message.sequence, now);
    peer.outgoing.wrap = peer.incoming.wrap ?? peer.outgoing.wrap;
    peer.liveness.handleHeard(now);
    const { id, name } = peer;
    switch (message.type) {
      case "WHISPER":
        return [emit({ type: "whisper", peer: id, name, content: message.content })];
      case "SHOUT":
        // zyre and pyre pass on what is shouted to a group that they have left; who left does not want to hear it.
        if (!this.#table.groups.has(message.group)) return [];
        return [emit({ type: "shout", peer: id, name, group: message.group, content: message.content })];
      case "PING":
        return [send(peer, (sequence) => ({ type: "PING-OK", sequence }))];
      case "PING-OK":
        return [];
      case "ELECT":
      case "LEADER":
        this.elections.receive(peer, message, now);
        return [];
      case "GOODBYE":
        return this.#table.drop(peer, "goodbye");
      default:
        return this.#changeGroup(peer, message, now);
    }
  }

  /** A message that cannot be read counts like any other, when it has a number. */
  receiveUnreadable(id: string, frames: Frames, error: ProtocolError, now: number): Effects {
    const effects = this.#table.ignore(id, error, now);
    const peer = this.#table.ready.get(id);
    if (peer === undefined) return effects;
    const sequence = decodeSequence(frames);
    const counted = sequence === undefined || peer.incoming.accept(sequence);
    return [...effects, ...(counted ? this.#table.bear(peer, now) : this.#lost(peer, sequence, now))];
  }

  /** A message before HELLO. If it goes on, the peer believes that we know it: greeting it anew makes it say HELLO. */
  receiveEarly(peer: Peer | undefined, now: number): Effects {
    if (peer === undefined) return [];
    peer.strayAt ??= now;
    return now - peer.strayAt > EARLY ? this.#table.restart(peer, "resync", now) : [];
  }

  #changeGroup(peer: Peer, { type, group, status }: GroupMessage, now: number): Effects {
    peer.status = (peer.status + 1) % 256;
    if (peer.status !== status) {
      return this.#broken(peer, `its ${type} has the status ${status} instead of ${peer.status}`, now);
    }
    const joined = type === "JOIN";
    if (joined === peer.groups.has(group)) return [];
    if (joined && peer.groups.size >= COUNT_LIMIT) return this.#refuseGroup(peer, now);
    if (joined) peer.groups.add(group);
    else peer.groups.delete(group);
    return [emit({ type: joined ? "join" : "leave", peer: peer.id, name: peer.name, group })];
  }

  #refuseGroup(peer: Peer, now: number): Effects {
    const message = `it is in ${COUNT_LIMIT} groups already, which is the limit`;
    return this.#table.ignore(peer.id, new ProtocolError("limit-exceeded", message), now);
  }

  #lost(peer: Peer, sequence: number, now: number): Effects {
    return this.#broken(peer, `messages before its number ${sequence} are missing`, now);
  }

  /** The peer's count and ours disagree: say so, and start over. */
  #broken(peer: Peer, why: string, now: number): Effects {
    return [...this.#table.complain(peer.id, why, now), ...this.#table.restart(peer, "protocol", now)];
  }
}

type GroupMessage = Extract<ZreMessage, { readonly type: "JOIN" | "LEAVE" }>;

const EARLY = 1000;
