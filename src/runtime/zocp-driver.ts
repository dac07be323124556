import { Frames } from "../bytes/frames.ts";
import type { CallEffect, SendEffect, SettleEffect, SignalEffect, ZocpEffect } from "../zocp/effects.ts";
import type { ZocpEvent } from "../zocp/events.ts";
import type { Recipient } from "../zocp/recipient.ts";
import { ZocpMachine, type ZocpMachineOptions } from "../zocp/zocp-machine.ts";
import { Alarm } from "./alarm.ts";
import { Conflation } from "./conflation.ts";
import { Losses } from "./losses.ts";
import type { NodeEvent } from "./node-events.ts";
import type { Realm } from "./realm.ts";

export interface ZocpDriverHandlers {
  tell(event: NodeEvent): void;
  settle(effect: SettleEffect): void;
  call(effect: CallEffect): void;
}

/** Joins the ZOCP machine to the realm that it rides on: carries what arrives, performs what it asks for. It decides nothing. */
export class ZocpDriver {
  readonly realm: Realm;
  readonly machine: ZocpMachine;
  readonly #handlers: ZocpDriverHandlers;
  readonly #alarm: Alarm;
  readonly #conflation = new Conflation();
  readonly #losses: Losses;
  #queue: ZocpEffect[] = [];
  #performing = false;

  constructor(realm: Realm, options: Omit<ZocpMachineOptions, "id" | "name">, handlers: ZocpDriverHandlers) {
    this.realm = realm;
    this.machine = new ZocpMachine({ ...options, id: realm.id, name: realm.name });
    this.#handlers = handlers;
    this.#alarm = new Alarm(realm, (now) => this.#perform(this.machine.handleTimeout(now)));
    this.#losses = new Losses(realm, ({ peer, emitter }, count) => {
      const name = this.machine.peers.get(peer)?.name ?? "";
      handlers.tell({ type: "dropped", peer, name, emitter, count });
    });
    realm.open({
      enter: (id, name, headers) => {
        const newcomer = { id, name, headers, key: realm.keyOf?.(id) };
        this.act((machine, now) => machine.handleEnter(newcomer, now));
      },
      exit: (peer, reason) => this.#exit(peer, reason),
      suspicion: (peer, suspected) => this.act((machine) => machine.handleSuspicion(peer, suspected)),
      message: (peer, text) => this.#perform(this.machine.handleMessage(peer, text, realm.now())),
      frames: (peer, frames) => this.#receive(peer, frames),
      drain: (peer) => this.#drain(peer),
      failed: (error) => handlers.tell({ type: "failed", error }),
    });
  }

  /** Does something with the machine, and what follows from it. */
  act(input: (machine: ZocpMachine, now: number) => readonly ZocpEffect[]): void {
    this.#perform(input(this.machine, this.realm.now()));
  }

  async stop(): Promise<void> {
    await this.realm.stop();
    this.#alarm.stop();
    this.#losses.stop();
    for (const peer of [...this.machine.peers.keys()]) this.#exit(peer, "stopped");
  }

  #receive(peer: string, frames: Frames): void {
    const now = this.realm.now();
    const count = this.machine.countMessages(peer, frames);
    // Each by itself: who is told of one value must not find the next one there already.
    for (let i = 0; i < count; i++) this.#perform(this.machine.handleFrame(peer, frames, i, now));
  }

  /** What a listener asks for while effects are performed comes after them: messages leave in the order of their causes. */
  #perform(effects: readonly ZocpEffect[]): void {
    if (this.#performing) {
      this.#queue.push(...effects);
      return;
    }
    this.#performing = true;
    for (const effect of effects) this.#performOne(effect);
    while (this.#queue.length > 0) {
      const more = this.#queue;
      this.#queue = [];
      for (const effect of more) this.#performOne(effect);
    }
    this.#performing = false;
    this.#alarm.at(this.machine.deadline);
  }

  #performOne(effect: ZocpEffect): void {
    if (effect.type === "signal") this.#signal(effect);
    else if (effect.type === "send") this.#send(effect);
    else if (effect.type === "emit") this.#tell(effect.event);
    else if (effect.type === "settle") this.#handlers.settle(effect);
    else this.#handlers.call(effect);
  }

  /** The machine knows only a clock of its own; who reads what happened wants the date. */
  #tell(event: ZocpEvent): void {
    const date = event.type === "edited" ? this.realm.date?.() : undefined;
    if (event.type !== "edited" || date === undefined) this.#handlers.tell(event);
    else this.#handlers.tell({ ...event, at: date - (this.realm.now() - event.at) });
  }

  #signal({ to, content, at }: SignalEffect): void {
    const bytes = content.end(0) - content.start(0);
    for (const recipient of to) {
      const { peer } = recipient;
      // What waits goes first, or an older value would come after a newer one.
      const sent = !this.#conflation.holds(peer) && this.realm.offer(peer, content);
      if (sent) recipient.count(bytes, at);
      else this.#keep(recipient, content);
    }
  }

  #keep(recipient: Recipient, content: Frames): void {
    const dropped = this.#conflation.keep(recipient, content);
    if (dropped > 0) this.#losses.add(recipient, dropped);
  }

  #send({ to, text }: SendEffect): void {
    const content = Frames.ofText(text);
    for (const peer of to) this.realm.whisper(peer, content);
  }

  #drain(peer: string): void {
    const now = this.realm.now();
    for (let next = this.#conflation.first(peer); next !== undefined; next = this.#conflation.first(peer)) {
      const { recipient, content } = next;
      if (!this.realm.offer(peer, content)) return;
      this.#conflation.shift(recipient);
      recipient.count(content.byteLength, now);
    }
  }

  #exit(peer: string, reason: string): void {
    this.#conflation.forget(peer);
    this.act((machine, now) => machine.handleExit(peer, reason, now));
  }
}
