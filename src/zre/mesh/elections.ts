import type { ZreMessage } from "../message/message.ts";
import type { Effects, ZreEffect } from "./effects.ts";
import type { Peer } from "./peer.ts";
import { type PeerTable, send } from "./peer-table.ts";

export type ElectionMessage = Extract<ZreMessage, { readonly type: "ELECT" | "LEADER" }>;

interface Echo {
  readonly peer: Peer;
  readonly message: ElectionMessage;
  readonly due: number;
}

/**
 * Lets zyre elect a leader in groups that we are in. It does so by an echo through the group: a contester waits for its ELECT to come
 * back from every member, and each member for the LEADER. All of zyre are connected to each other, so it is enough that we send back
 * what comes, and only to the contester with the lowest id, which is to win. We never want to lead.
 *
 * A contester begins anew with each member that it gets to know, and counts what comes back from before: so only its last word is
 * sent back, a moment later.
 */
export class Elections {
  readonly #table: PeerTable;
  /** By peer and group, those that are due first come first. */
  readonly #echoes = new Map<string, Echo>();
  /** By group, the ids of those who want to lead. */
  readonly #contesters = new Map<string, Set<string>>();

  constructor(table: PeerTable) {
    this.#table = table;
  }

  get deadline(): number {
    for (const { due } of this.#echoes.values()) return due;
    return Number.POSITIVE_INFINITY;
  }

  /** Only zyre says this, and so only zyre hears it: others would not count it. Two nodes of ours would send it back for ever. */
  receive(peer: Peer, message: ElectionMessage, now: number): void {
    const { group, type, leader } = message;
    if (peer.prompt || !this.#table.groups.has(group) || !peer.groups.has(group)) return;
    if (type === "ELECT") this.#contest(group, leader);
    const key = `${peer.id} ${group}`;
    this.#echoes.delete(key);
    this.#echoes.set(key, { peer, message, due: now + PAUSE });
  }

  handleTimeout(now: number): Effects {
    const effects: ZreEffect[] = [];
    for (const [key, { peer, message, due }] of this.#echoes) {
      if (due > now) break;
      this.#echoes.delete(key);
      // One that has left, or was greeted anew, begins anew itself.
      if (this.#table.ready.get(peer.id) !== peer || !this.#table.groups.has(message.group)) continue;
      effects.push(...this.#echo(peer, message));
    }
    return effects;
  }

  stop(): void {
    this.#echoes.clear();
    this.#contesters.clear();
  }

  /** zyre, too, says who leads as it knows it, whatever it was told. */
  #echo(peer: Peer, { type, group, leader }: ElectionMessage): Effects {
    const winner = this.#winner(group) ?? leader;
    if (type === "ELECT" && leader !== winner) return [];
    return [send(peer, (sequence) => ({ type, sequence, group, leader: winner }))];
  }

  #contest(group: string, id: string): void {
    const contesters = this.#contesters.get(group) ?? new Set();
    this.#contesters.set(group, contesters);
    if (this.#isMember(group, id)) contesters.add(id);
  }

  /** Without those who have left since. */
  #winner(group: string): string | undefined {
    const contesters = this.#contesters.get(group) ?? new Set();
    for (const id of contesters) if (!this.#isMember(group, id)) contesters.delete(id);
    return [...contesters].sort()[0];
  }

  #isMember(group: string, id: string): boolean {
    return this.#table.ready.get(id.toLowerCase())?.groups.has(group) === true;
  }
}

/** Members that come together are known to a contester within less. */
const PAUSE = 250;
