import { Frames } from "../../../src/bytes/frames.ts";
import { EventQueue } from "../../../src/net/sim/event-queue.ts";
import { SeededRandom } from "../../../src/net/sim/seeded-random.ts";
import { OWN_HEADERS } from "../../../src/zocp/codec/headers.ts";
import type { ZocpEffect } from "../../../src/zocp/core/effects.ts";
import type { ZocpEvent } from "../../../src/zocp/core/events.ts";
import { ZocpMachine, type ZocpMachineOptions } from "../../../src/zocp/zocp-machine.ts";

/** What a message has to endure, in milliseconds; what is lost comes 200 ms later, as over TCP. */
export interface Conditions {
  readonly delay: readonly [least: number, most: number];
  readonly loss: number;
}

export interface ActorOptions {
  /** Milliseconds and parts of a million by which its clock is wrong. */
  readonly offset?: number;
  readonly drift?: number;
  readonly rank?: number;
  readonly headers?: ReadonlyMap<string, string>;
  /** Rewrites what it says. */
  readonly lies?: ((text: string, local: number) => string | undefined) | undefined;
}

/** Machines with clocks of their own, under one virtual time. */
export class Stage {
  now = 0;
  conditions: Conditions;
  readonly actors: Actor[] = [];
  readonly random: SeededRandom;
  readonly #queue = new EventQueue();
  #cut: ReadonlySet<Actor> = new Set();

  constructor(conditions: Partial<Conditions> = {}, seed = 1) {
    this.conditions = { delay: [0.2, 0.4], loss: 0, ...conditions };
    this.random = new SeededRandom(seed);
  }

  actor(name: string, options: ActorOptions = {}): Actor {
    const actor = new Actor(this, this.actors.length, name, options);
    this.actors.push(actor);
    for (const other of this.actors) if (other !== actor && !other.gone) this.#meet(actor, other);
    return actor;
  }

  /** Those and the others do not see each other any more. */
  partition(group: readonly Actor[]): void {
    this.#cut = new Set(group);
    this.#eachPair((a, b) => !this.joined(a, b) && this.#part(a, b));
  }

  heal(): void {
    const cut = this.#cut;
    this.#cut = new Set();
    this.#eachPair((a, b) => cut.has(a) !== cut.has(b) && this.#meet(a, b));
  }

  /** As `kill -9`: the others notice after a moment. */
  kill(actor: Actor): void {
    actor.gone = true;
    this.at(this.now + 300, () => {
      for (const other of this.actors)
        if (!other.gone) other.handle((machine, now) => machine.handleExit(actor.id, "expired", now));
    });
  }

  joined(a: Actor, b: Actor): boolean {
    return !a.gone && !b.gone && this.#cut.has(a) === this.#cut.has(b);
  }

  at(moment: number, run: () => void): void {
    this.#queue.add(Math.max(moment, this.now), undefined, run);
  }

  /** `each` is called after every event. */
  run(duration: number, each: () => void = () => {}): void {
    const until = this.now + duration;
    while (this.#queue.next <= until && this.#queue.peek() !== undefined) {
      const entry = this.#queue.peek();
      if (entry === undefined || this.#queue.next > until) break;
      this.now = this.#queue.next;
      this.#queue.take();
      entry.run();
      each();
    }
    this.now = until;
  }

  latency(): number {
    const [least, most] = this.conditions.delay;
    const late = this.random.next() < this.conditions.loss ? 200 : 0;
    return least + this.random.next() * (most - least) + late;
  }

  #meet(a: Actor, b: Actor): void {
    if (!this.joined(a, b)) return;
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const)
      one.handle((machine, now) => machine.handleEnter(other, now));
  }

  #part(a: Actor, b: Actor): void {
    if (a.gone || b.gone) return;
    a.handle((machine, now) => machine.handleExit(b.id, "expired", now));
    b.handle((machine, now) => machine.handleExit(a.id, "expired", now));
  }

  #eachPair(act: (a: Actor, b: Actor) => unknown): void {
    for (const [index, a] of this.actors.entries()) for (const b of this.actors.slice(index + 1)) act(a, b);
  }
}

/** A node on the stage. */
export class Actor {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly machine: ZocpMachine;
  readonly events: ZocpEvent[] = [];
  readonly settled: { readonly request: number; readonly at: number; readonly result: unknown }[] = [];
  readonly sent: string[] = [];
  gone = false;
  readonly #stage: Stage;
  readonly #options: ActorOptions;
  readonly #arrivals = new Map<string, number>();
  #armed = Number.POSITIVE_INFINITY;

  constructor(stage: Stage, number: number, name: string, options: ActorOptions) {
    this.#stage = stage;
    this.#options = options;
    this.id = (number + 1).toString(16).padStart(32, "0");
    this.name = name;
    const rank = options.rank === undefined ? [] : ([["X-ZOCP-CLOCK", String(options.rank)]] as const);
    this.headers = options.headers ?? new Map([...OWN_HEADERS, ...rank]);
    const machineOptions: ZocpMachineOptions = { id: this.id, name, clockRank: options.rank };
    this.machine = new ZocpMachine(machineOptions);
  }

  /** What its own clock shows. */
  get local(): number {
    return this.localAt(this.#stage.now);
  }

  localAt(moment: number): number {
    return moment * (1 + (this.#options.drift ?? 0) * 1e-6) + (this.#options.offset ?? 0);
  }

  /** What it takes for the time of the show. */
  get show(): number {
    return this.machine.clock.time.at(this.local);
  }

  get clock() {
    return this.machine.clock;
  }

  handle(input: (machine: ZocpMachine, now: number) => readonly ZocpEffect[]): void {
    if (this.gone) return;
    for (const effect of input(this.machine, this.local)) this.#perform(effect);
    this.#arm();
  }

  use(): void {
    this.handle((machine, now) => machine.useClock(now));
  }

  #perform(effect: ZocpEffect): void {
    if (effect.type === "send") for (const to of effect.to) this.#send(to, effect.text);
    else if (effect.type === "signal") for (const to of effect.to) this.#send(to.peer, effect.content.text(0));
    else if (effect.type === "emit") this.events.push(effect.event);
    else if (effect.type === "settle")
      this.settled.push({ request: effect.request, at: this.#stage.now, result: effect.result ?? effect.error });
    else if (effect.type === "answer") this.#answer(effect.to);
  }

  #answer(to: string): void {
    for (let text = this.machine.takeAnswer(to, this.local); text; text = this.machine.takeAnswer(to, this.local))
      this.#send(to, text);
  }

  #send(id: string, said: string): void {
    const to = this.#stage.actors.find((actor) => actor.id === id);
    const text = this.#options.lies === undefined ? said : this.#options.lies(said, this.local);
    if (to === undefined || text === undefined) return;
    this.sent.push(text);
    const arrival = Math.max(this.#stage.now + this.#stage.latency(), this.#arrivals.get(id) ?? 0);
    this.#arrivals.set(id, arrival);
    this.#stage.at(arrival, () => {
      if (!this.#stage.joined(this, to)) return;
      to.handle((machine, now) => machine.handleFrame(this.id, Frames.ofText(text), 0, now));
      while (to.machine.isBusyWith(this.id)) to.handle((machine, now) => machine.goOn(this.id, now));
    });
  }

  #arm(): void {
    const { deadline } = this.machine;
    if (deadline >= this.#armed || deadline === Number.POSITIVE_INFINITY) return;
    this.#armed = deadline;
    const { drift = 0, offset = 0 } = this.#options;
    this.#stage.at((deadline - offset) / (1 + drift * 1e-6) + DIGITS, () => {
      if (this.#armed !== deadline) return;
      this.#armed = Number.POSITIVE_INFINITY;
      this.handle((machine, now) => machine.handleTimeout(now));
    });
  }
}

/** A timer never rings before its time. */
const DIGITS = 1e-6;
