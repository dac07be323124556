import { normalizeName } from "../../arguments/names.ts";
import { Frames } from "../../bytes/frames.ts";
import type { Json } from "../../bytes/json.ts";
import { Failures } from "../../events/failures.ts";
import { Performer } from "../../events/performer.ts";
import { PromptTimer } from "../../events/prompt-timer.ts";
import { Timer } from "../../events/timer.ts";
import { guardClock, type Scheduler } from "../../net/guarded/clock.ts";
import { guardTurn } from "../../net/guarded/event-turn.ts";
import type { Transport, TransportHandlers } from "../../transport/transport.ts";
import { rankHeaders } from "../../zocp/clock/rank.ts";
import { OWN_HEADERS, ZOCP_GROUP } from "../../zocp/codec/headers.ts";
import type { CallEffect, SendEffect, SettleEffect, SignalEffect, ZocpEffect } from "../../zocp/core/effects.ts";
import type { ZocpEvent } from "../../zocp/core/events.ts";
import type { Channel, Recipient } from "../../zocp/core/recipient.ts";
import { ZocpMachine, type ZocpMachineOptions } from "../../zocp/zocp-machine.ts";
import type { NodeEvent } from "../node-events.ts";
import { Answering } from "./answering.ts";
import { Conflation } from "./conflation.ts";
import { Intake } from "./intake.ts";
import { Losses } from "./losses.ts";

export interface ZocpDriverHandlers {
  tell(event: NodeEvent): void;
  settle(effect: SettleEffect): void;
  call(effect: CallEffect): void;
}

/** Joins the ZOCP machine to the transport that it rides on: carries what arrives, performs what it asks for. It decides nothing. */
export class ZocpDriver {
  readonly transport: Transport;
  readonly machine: ZocpMachine;
  /** That of the transport, guarded. */
  readonly clock: Scheduler;
  readonly #handlers: ZocpDriverHandlers;
  readonly #timer: Timer;
  /** For moments of the clock that nodes share. */
  readonly #prompt: PromptTimer;
  readonly #answering: Answering;
  readonly #intake: Intake;
  readonly #conflation = new Conflation();
  readonly #losses: Losses;
  readonly #failures: Failures;
  readonly #performer: Performer<ZocpEffect>;
  /** When what is being handled at this moment began, by the clock of the transport. */
  #now = 0;
  /** Messages that have left since a peer began to be read, or were to. */
  #sent = 0;
  /** When the present turn of the event loop began. */
  readonly #beginning: () => number;
  /** By how much the date is ahead of that clock, and when they were compared. */
  #offset = 0;
  #comparedAt = Number.NaN;
  /** Whom this node wants to know is about to be told. */
  #wanting = false;
  /** Before the start and after the stop nothing has to happen at a certain time. */
  #running = false;

  constructor(
    transport: Transport,
    options: Omit<ZocpMachineOptions, "id" | "name" | "date">,
    handlers: ZocpDriverHandlers,
  ) {
    this.transport = transport;
    this.machine = new ZocpMachine({ ...options, id: transport.id, name: transport.name, date: () => this.date });
    this.#handlers = handlers;
    this.#failures = new Failures(
      () => transport.now(),
      (error) => handlers.tell({ type: "failed", error }),
    );
    this.clock = guardClock(transport, this.#failures.tell);
    this.#beginning = this.#makeBeginning(transport);
    this.#performer = new Performer({
      perform: this.#performOne,
      settled: () => {
        if (!this.#running) return;
        if (this.machine.due.at < this.#timer.due) this.#timer.at(this.machine.deadline);
        if (this.machine.prompt.at < Number.POSITIVE_INFINITY) this.#prompt.at(this.machine.prompt.at);
      },
      failed: this.#failures.tell,
    });
    const ring = (): void => this.handle((machine, now) => machine.handleTimeout(now));
    this.#timer = new Timer(this.clock, ring);
    this.#prompt = new PromptTimer(this.clock, ring);
    this.#answering = new Answering(transport, this.machine, (action) => this.guard(action));
    this.#intake = this.#makeIntake();
    this.#losses = new Losses(this.clock, ({ peer, emitter }, count) => {
      const name = this.machine.peers.get(peer)?.name ?? "";
      handlers.tell({ type: "dropped", peer, name, emitter, count });
    });
    const heard: TransportHandlers = {
      enter: (id, name, headers) =>
        this.handle((machine, now) => {
          const newcomer = { id, name: normalizeName(name), headers, key: transport.keyOf?.(id) };
          return machine.handleEnter(newcomer, now);
        }),
      exit: (peer, reason) => this.#exit(peer, reason),
      suspicion: (peer, suspected) => this.handle((machine, now) => machine.handleSuspicion(peer, suspected, now)),
      message: (peer, text) => this.#receiveText(peer, text),
      frames: (peer, frames) => this.guard(() => this.#intake.receive(peer, frames)),
      drain: (peer) => this.guard(() => this.#drain(peer)),
      needs: (peer) => this.machine.needs(peer),
      failed: (error) => handlers.tell({ type: "failed", error }),
    };
    const headers = new Map([...OWN_HEADERS, ...rankHeaders(options.clockRank)]);
    transport.open(heard, { group: ZOCP_GROUP, headers });
    if (options.everybody === false) this.#want();
  }

  /** A tag for fades that nothing else of this node has. */
  nextTag(): string {
    return this.machine.nextTag();
  }

  /** What the time of the show is called here; whoever asks needs it. */
  timeline(): string {
    this.act((machine, now) => machine.useClock(now));
    return this.machine.clock.timeline;
  }

  /** What time it is in the show, to the moment. */
  showTime(): number {
    const { clock } = this.machine;
    if (!clock.usedAt(this.clock.now())) this.act((machine, now) => machine.useClock(now));
    return clock.time.at(this.clock.now());
  }

  /** Does something with the machine that its user asked for, and what follows from it. What the machine throws is the user's. */
  act(input: (machine: ZocpMachine, now: number) => readonly ZocpEffect[]): void {
    this.#performer.perform(input(this.machine, this.#turn));
  }

  /** The same for a value of an emitter, without a closure: there are many. */
  emit(path: string, value: Json, correction: boolean): void {
    this.#performer.perform(this.machine.emit(path, value, this.#turn, correction));
  }

  /** The same for what nobody asked for: what is thrown becomes a `failed` event. */
  handle(input: (machine: ZocpMachine, now: number) => readonly ZocpEffect[]): void {
    this.#performer.handle(() => input(this.machine, this.#moment));
  }

  /** What others deliver to us must never be thrown at them. */
  guard(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.#failures.tell(cause);
    }
  }

  /** Rejects with `NetworkError` when the transport cannot be entered; then nothing is left behind. */
  async start(): Promise<void> {
    this.#running = true;
    this.#timer.at(this.machine.deadline);
    this.#prompt.at(this.machine.prompt.at);
    try {
      await this.transport.start();
    } catch (error) {
      this.#pause();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (this.#running) this.handle((machine) => machine.handleLeave());
    this.#pause();
    try {
      await this.transport.stop();
    } finally {
      for (const peer of [...this.machine.peers.keys()]) this.#exit(peer, "stopped");
    }
  }

  #pause(): void {
    this.#running = false;
    this.#timer.stop();
    this.#prompt.stop();
    this.#losses.stop();
  }

  /** A transport without turns has a new moment each time. */
  #makeBeginning({ turn, defer }: Transport): () => number {
    if (turn !== undefined) return turn;
    if (defer === undefined) return this.clock.now;
    return guardTurn({ now: this.clock.now, defer: defer.bind(this.transport) }, this.#failures.tell).turn;
  }

  #makeIntake(): Intake {
    return new Intake(this.transport, {
      begin: () => this.#begin(),
      count: (peer, frames) => this.#count(peer, frames),
      sent: () => this.#sent,
      read: (peer, frames, index) => this.#read(peer, frames, index),
      isBusyWith: (peer) => this.machine.isBusyWith(peer),
      goOn: (peer) => this.handle((machine, now) => machine.goOn(peer, now)),
    });
  }

  /** From a transport whose texts are few: all that it makes to be done is done at once. */
  #receiveText(peer: string, text: string): void {
    this.handle((machine, now) => machine.handleMessage(peer, text, now));
    while (this.machine.isBusyWith(peer)) this.handle((machine, now) => machine.goOn(peer, now));
  }

  #begin(): void {
    this.#now = this.clock.now();
    this.#sent = 0;
  }

  #count(peer: string, frames: Frames): number {
    const count = this.machine.countMessages(peer, frames);
    const length = frames.end(count - 1) - frames.start(0);
    if (count === 1 || length <= PACKED) return count;
    const reason = `${count} messages of ${length} octets in one whisper; the limit is ${PACKED}`;
    this.handle((machine, now) => machine.handleMalformed(peer, reason, now));
    return 0;
  }

  /** Without a closure: this runs for each value that arrives. */
  #read(peer: string, frames: Frames, index: number): void {
    try {
      this.#performer.perform(this.machine.handleFrame(peer, frames, index, this.#now));
    } catch (cause) {
      this.#failures.tell(cause);
    }
  }

  readonly #performOne = (effect: ZocpEffect): void => {
    if (effect.type === "signal") this.#signal(effect);
    else if (effect.type === "send") this.#send(effect);
    else if (effect.type === "emit") this.#tell(effect.event);
    else if (effect.type === "malformed") this.transport.handleNonsense?.(effect.from);
    else if (effect.type === "answer") this.#answering.add(effect.to);
    else if (effect.type === "settle") this.#handlers.settle(effect);
    else if (effect.type === "want") this.#want();
    else this.#handlers.call(effect);
  };

  /** The machine knows only a clock of its own; who reads what happened wants the date. */
  #tell(event: ZocpEvent): void {
    if (event.type === "signal" || event.type === "changed" || event.type === "value" || event.type === "edited") {
      // Written into the event and not into a copy of it: nobody else has it, and there are many.
      (event as { at: number }).at = this.dateOf(event.at);
    }
    this.#handlers.tell(event);
  }

  /** The moment of what is being handled, in milliseconds since 1970 as far as the transport knows. */
  get date(): number {
    return this.dateOf(this.#now);
  }

  /** A moment of the machine in milliseconds since 1970. */
  dateOf(moment: number): number {
    const now = this.#now;
    // The host's clock may be set meanwhile; asking it for each value would cost more than the value.
    if (!(now - this.#comparedAt < COMPARE_EVERY)) {
      this.#comparedAt = now;
      this.#offset = (this.clock.date?.() ?? now) - now;
    }
    return moment + this.#offset;
  }

  get #moment(): number {
    this.#now = this.clock.now();
    return this.#now;
  }

  /** What our program does in one turn of the event loop happens at one moment: to ask the clock costs as much as half a value. */
  get #turn(): number {
    try {
      this.#now = this.#beginning();
    } catch (cause) {
      this.#failures.tell(cause);
    }
    return this.#now;
  }

  #signal({ to, content }: SignalEffect): void {
    const bytes = content.end(0) - content.start(0);
    let room = Math.max(1, Math.floor(LONG / bytes));
    this.#sent += to.length;
    for (const recipient of to) {
      const { peer } = recipient;
      // A long value for many: as if the others were slow.
      if (room-- <= 0) {
        this.#later(recipient, content);
        continue;
      }
      // What waits goes first, or an older value would come after a newer one.
      const sent = !this.#conflation.waiting.has(peer) && this.#offer(recipient, content);
      if (sent) recipient.count(bytes, this.#now);
      else if (sent === false) this.#keep(recipient, content);
    }
  }

  /** Undefined for a value that cannot even be offered: it is lost, and told so, for nobody would say when to try again. */
  #offer(recipient: Recipient, content: Frames): boolean | undefined {
    try {
      if (recipient.channel?.offer(content) === true) return true;
      if (recipient.channel?.closed === false) return false;
      recipient.channel = this.#channelTo(recipient.peer);
      return recipient.channel?.offer(content) === true;
    } catch (cause) {
      this.#failures.tell(cause);
      this.#losses.add(recipient, 1);
      return undefined;
    }
  }

  #channelTo(peer: string): Channel | undefined {
    const { transport } = this;
    if (transport.channel !== undefined) return transport.channel(peer);
    return { closed: false, offer: (content) => transport.offer(peer, content) };
  }

  #later(recipient: Recipient, content: Frames): void {
    this.#keep(recipient, content);
    if (!this.#drainLater(recipient.peer)) this.#drain(recipient.peer);
  }

  /** False in a transport without rounds. */
  #drainLater(peer: string): boolean {
    this.transport.rounds?.add(() => this.guard(() => this.#drain(peer)));
    return this.transport.rounds !== undefined;
  }

  #keep(recipient: Recipient, content: Frames): void {
    const dropped = this.#conflation.keep(recipient, content, this.clock.now());
    if (dropped > 0) this.#losses.add(recipient, dropped);
  }

  #send({ to, text, entries }: SendEffect): void {
    const content = Frames.ofText(text);
    const long = text.length * to.length > LONG;
    this.#sent += to.length;
    for (const peer of to) {
      // What there is now can be told when the peer takes it, and then once for all that has changed meanwhile.
      if (entries !== undefined && (long || this.transport.writable?.(peer) === false))
        for (const entry of entries) this.#performer.perform(this.machine.owe(peer, entry));
      else this.guard(() => this.transport.whisper(peer, content));
    }
  }

  /** Once for all that is wanted in one turn: a program may watch thousands. */
  #want(): void {
    if (this.#wanting || this.transport.want === undefined) return;
    this.#wanting = true;
    const tell = (): void => {
      this.#wanting = false;
      const { everybody, nodes } = this.machine.wanted;
      this.guard(() => this.transport.want?.({ everybody, nodes }));
    };
    if (this.transport.defer === undefined) tell();
    else this.transport.defer(tell);
  }

  #drain(peer: string): void {
    this.#answering.resume(peer);
    const now = this.clock.now();
    for (const [recipient, count] of this.#conflation.expire(peer, now)) this.#losses.add(recipient, count);
    let room = VALUES;
    for (let next = this.#conflation.first(peer); next !== undefined; next = this.#conflation.first(peer)) {
      // Whether the peer is slow again is known when the turn ends.
      if (room-- === 0 && this.#drainLater(peer)) return;
      const { recipient, content } = next;
      const sent = this.#offer(recipient, content);
      if (sent === false) return;
      this.#conflation.shift(recipient);
      if (sent) recipient.count(content.byteLength, now);
    }
  }

  #exit(peer: string, reason: string): void {
    this.#answering.forget(peer);
    this.#intake.forget(peer);
    this.#conflation.forget(peer);
    this.handle((machine, now) => machine.handleExit(peer, reason, now));
  }
}

const COMPARE_EVERY = 1000;
/** Characters that leave at once for all peers together. */
const LONG = 0x4_0000;
/** Values that waited for one peer and leave at once. */
const VALUES = 512;
/** Octets of all messages in one whisper: our own nodes send at most 64 KiB at once. */
const PACKED = 0x4_0000;
