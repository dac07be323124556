import type { Json } from "../../src/bytes/json.ts";
import { OWN_HEADERS, PACKING_HEADERS } from "../../src/zocp/codec/headers.ts";
import type { SettleEffect, ZocpEffect } from "../../src/zocp/core/effects.ts";
import { OldGuard } from "../../src/zocp/old-nodes/old-guard.ts";
import { ZocpMachine, type ZocpMachineOptions } from "../../src/zocp/zocp-machine.ts";
import { ReferenceNode } from "../zocp/reference-node.ts";
import type { SeededRandom } from "./chance.ts";
import { check } from "./target.ts";

/** A node on a {@link Stage}: a machine of ours, or the model of an old node. */
export interface Player {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly deadline: number;
  enter(peer: Player, now: number): void;
  exit(peer: Player, now: number): void;
  receive(from: string, text: string, now: number): void;
  timeout(now: number): void;
  /** Whether it owes answers, and gives one of them. */
  readonly owing: boolean;
  tell(): void;
}

/** Sends a text to another node of the stage. */
export type Send = (from: string, to: string, text: string) => void;

/**
 * Virtual time and messages on their way: those of one node to another stay in order, all others overtake each other as chance
 * wants it.
 */
export class Stage {
  now = 0;
  readonly players = new Map<string, Player>();
  readonly #chance: SeededRandom;
  readonly #ways = new Map<string, Way>();
  /** The ways on which something is. */
  readonly #busy: Way[] = [];

  constructor(chance: SeededRandom) {
    this.#chance = chance;
  }

  readonly send: Send = (from, to, text) => {
    if (!this.players.has(to) || !this.players.has(from)) return;
    const key = from + to;
    let way = this.#ways.get(key);
    if (way === undefined) this.#ways.set(key, (way = { from, to, texts: [] }));
    if (way.texts.length === 0) this.#busy.push(way);
    way.texts.push(text);
  };

  add(player: Player): void {
    for (const other of this.players.values()) {
      this.players.set(player.id, player);
      other.enter(player, this.now);
      player.enter(other, this.now);
    }
    this.players.set(player.id, player);
  }

  /** What is on its way to or from a node that leaves is lost. */
  remove(leaver: Player): void {
    this.players.delete(leaver.id);
    for (let i = this.#busy.length - 1; i >= 0; i--) {
      const { from, to, texts } = this.#busy[i] as Way;
      if (from !== leaver.id && to !== leaver.id) continue;
      texts.length = 0;
      this.#busy.splice(i, 1);
    }
    for (const other of this.players.values()) {
      other.exit(leaver, this.now);
      leaver.exit(other, this.now);
    }
  }

  /** Delivers at most so many messages. Answers are given some time after they were asked for, as at the end of a turn. */
  deliver(most: number): void {
    for (let left = most; left > 0; left--) {
      const owing = [...this.players.values()].filter((player) => player.owing);
      if (owing.length > 0 && this.#chance.below(this.#busy.length + 1) <= owing.length) this.#chance.one(owing).tell();
      if (this.#busy.length === 0) return;
      const at = this.#chance.below(this.#busy.length);
      const way = this.#busy[at] as Way;
      const text = way.texts.shift() as string;
      if (way.texts.length === 0) this.#busy.splice(at, 1);
      this.players.get(way.to)?.receive(way.from, text, this.now);
    }
  }

  /** Lets time pass; messages arrive at once. */
  run(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      this.deliver(MOST_MESSAGES);
      let due = Number.POSITIVE_INFINITY;
      for (const { deadline } of this.players.values()) due = Math.min(due, deadline);
      if (due > end) break;
      this.now = Math.max(this.now, due);
      for (const player of this.players.values()) if (player.deadline <= this.now) player.timeout(this.now);
    }
    this.now = end;
  }
}

interface Way {
  readonly from: string;
  readonly to: string;
  readonly texts: string[];
}

/** A node of ours, a tool, or a page: they differ in what they announce. */
export class OurPlayer implements Player {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly machine: ZocpMachine;
  readonly settled = new Map<number, SettleEffect>();
  readonly #send: Send;
  readonly #owed = new Set<string>();
  /** Of a page, at its gateway. */
  readonly #guard: OldGuard | undefined;

  constructor(send: Send, { page, ...options }: ZocpMachineOptions & { readonly page: boolean }) {
    this.id = options.id;
    this.name = options.name;
    this.headers = page ? OWN_HEADERS : PACKING_HEADERS;
    this.machine = new ZocpMachine(options);
    this.#guard = page ? new OldGuard(this.id, this.name) : undefined;
    this.#send = (from, to, text) => {
      const reason = this.#guard?.objection(to, text);
      check(reason === undefined, `the gateway lets pass what our library says, ${text}: ${reason}`);
      send(from, to, text);
    };
  }

  get deadline(): number {
    return this.machine.deadline;
  }

  get owing(): boolean {
    return this.#owed.size > 0;
  }

  tell(): void {
    const [peer = ""] = this.#owed;
    const text = this.machine.takeAnswer(peer, 0);
    if (text !== undefined) this.#send(this.id, peer, text);
    // Behind the others, when there is more.
    this.#owed.delete(peer);
    if (this.machine.owes(peer)) this.#owed.add(peer);
  }

  enter(peer: Player, now: number): void {
    this.#guard?.handleEnter(peer);
    this.perform(this.machine.handleEnter(peer, now));
  }

  exit(peer: Player, now: number): void {
    this.#guard?.handleExit(peer.id);
    this.perform(this.machine.handleExit(peer.id, "goodbye", now));
  }

  receive(from: string, text: string, now: number): void {
    this.#guard?.handleText(from, text);
    this.perform(this.machine.handleMessage(from, text, now));
  }

  timeout(now: number): void {
    this.perform(this.machine.handleTimeout(now));
  }

  perform(effects: readonly ZocpEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "send") for (const to of effect.to) this.#send(this.id, to, effect.text);
      else if (effect.type === "signal")
        for (const { peer } of effect.to) this.#send(this.id, peer, effect.content.text(0));
      else if (effect.type === "settle") this.settled.set(effect.request, effect);
      else if (effect.type === "answer") this.#owed.add(effect.to);
      else if (effect.type === "call" && effect.call !== undefined)
        this.perform(this.machine.answer(effect.call, { result: effect.args as Json }));
    }
  }
}

/** A page that does not use our library, behind its gateway: what that lets pass goes to the others. */
export class RawPlayer implements Player {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly deadline = Number.POSITIVE_INFINITY;
  readonly owing = false;
  readonly #send: Send;
  readonly #guard: OldGuard;

  constructor(send: Send, id: string, { name, headers }: Pick<Player, "name" | "headers">) {
    this.id = id;
    this.name = name;
    this.headers = headers;
    this.#send = send;
    this.#guard = new OldGuard(id, name);
  }

  enter(peer: Player): void {
    this.#guard.handleEnter(peer);
  }

  exit(peer: Player): void {
    this.#guard.handleExit(peer.id);
  }

  receive(from: string, text: string): void {
    this.#guard.handleText(from, text);
  }

  timeout(): void {}

  tell(): void {}

  say(to: string, text: string): void {
    if (this.#guard.objection(to, text) === undefined) this.#send(this.id, to, text);
  }
}

/** The model of an old node: what would end it leaves the stage as an exception. */
export class OldPlayer implements Player {
  readonly id: string;
  readonly name: string;
  readonly headers = new Map([["X-ZOCP", "1"]]);
  readonly deadline = Number.POSITIVE_INFINITY;
  readonly owing = false;
  readonly node: ReferenceNode;
  readonly #send: Send;

  constructor(send: Send, id: string, name: string) {
    this.id = id;
    this.name = name;
    this.node = new ReferenceNode(id);
    this.#send = send;
  }

  enter(peer: Player): void {
    this.act((node) => node.handleEnter(peer.id));
  }

  exit(peer: Player): void {
    this.act((node) => node.handleExit(peer.id));
  }

  receive(from: string, text: string): void {
    this.node.handleMessage(from, text);
    this.#tell();
  }

  timeout(): void {}

  tell(): void {}

  /** What its own program does. */
  act(deed: (node: ReferenceNode) => void): void {
    deed(this.node);
    this.#tell();
  }

  #tell(): void {
    for (const { to, text } of this.node.take()) this.#send(this.id, to, text);
  }
}

const MOST_TURNS = 300;
const MOST_MESSAGES = 300;
