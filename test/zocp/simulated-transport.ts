import type { Json } from "../../src/bytes/json.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { optionsOf, type Sampling } from "../../src/zocp/codec/sampling.ts";
import type { SettleEffect, ZocpEffect } from "../../src/zocp/core/effects.ts";
import type { ZocpEvent } from "../../src/zocp/core/events.ts";
import type { Sender } from "../../src/zocp/fades/timing.ts";
import { ZocpMachine, type ZocpMachineOptions } from "../../src/zocp/zocp-machine.ts";

/** Of a node of ours, and the public key that others see it come with. */
export type NodeOptions = Partial<ZocpMachineOptions> & { readonly key?: string };

/** Anything that lives in the transport: a machine of ours, the model of a reference node, a stranger. */
export interface Inhabitant {
  readonly id: string;
  readonly name: string;
  readonly headers: ReadonlyMap<string, string>;
  /** The public key that it has proved to own. */
  readonly key?: string | undefined;
  readonly deadline: number;
  enter(peer: Inhabitant, now: number): void;
  exit(peer: Inhabitant, now: number): void;
  receive(from: string, text: string, now: number): void;
  timeout(now: number): void;
  /** What was sent since the last call. */
  takeSent(): readonly { readonly to: string; readonly text: string }[];
}

/** Messages in order, virtual time, and everything that ever crossed: enough to hold a show of machines. */
export class SimulatedTransport {
  now = 0;
  /** Every text that was carried, as `from > to text` with names. */
  readonly traffic: { readonly from: string; readonly to: string; readonly text: string }[] = [];
  readonly #inhabitants = new Map<string, Inhabitant>();
  #queue: { readonly from: string; readonly to: string; readonly text: string }[] = [];
  /** Pairs of ids that do not see each other. */
  readonly #apart = new Set<string>();

  /** Lets somebody in: they and everyone who is here meet, or those whom they may see. */
  add<Kind extends Inhabitant>(newcomer: Kind, sees: (other: Inhabitant) => boolean = () => true): Kind {
    for (const other of this.#inhabitants.values()) {
      if (!sees(other)) {
        this.#apart.add(pairOf(newcomer, other));
        continue;
      }
      other.enter(newcomer, this.now);
      newcomer.enter(other, this.now);
    }
    this.#inhabitants.set(newcomer.id, newcomer);
    this.settle();
    return newcomer;
  }

  /** Whether two that are here see each other. */
  meets(one: Inhabitant, other: Inhabitant): boolean {
    return !this.#apart.has(pairOf(one, other));
  }

  /** A cable is pulled between two, or plugged in again: what is on its way between them is lost. */
  separate(one: Inhabitant, other: Inhabitant, apart: boolean): void {
    if (apart === this.#apart.has(pairOf(one, other))) return;
    if (apart) this.#apart.add(pairOf(one, other));
    else this.#apart.delete(pairOf(one, other));
    for (const [a, b] of [[one, other] as const, [other, one] as const])
      if (apart) a.exit(b, this.now);
      else a.enter(b, this.now);
    this.settle();
  }

  /** A node of ours. */
  node(name: string, options: NodeOptions = {}): OurNode {
    return this.add(new OurNode(this, name, options));
  }

  remove(leaver: Inhabitant): void {
    this.#inhabitants.delete(leaver.id);
    for (const other of this.#inhabitants.values()) {
      if (this.#apart.delete(pairOf(leaver, other))) continue;
      other.exit(leaver, this.now);
      leaver.exit(other, this.now);
    }
    this.settle();
  }

  /** Carries what was sent until nobody has anything more to say at this moment. Throws when that does not end. */
  settle(limit = 20_000): void {
    for (let carried = 0; ; carried++) {
      this.#collect();
      const message = this.#queue.shift();
      if (message === undefined) return;
      if (carried > limit) throw new Error(`a storm: ${JSON.stringify(this.traffic.slice(-6))}`);
      const { from, to, text } = message;
      if (this.#apart.has(pairOf({ id: from }, { id: to }))) continue;
      this.traffic.push({ from: this.#nameOf(from), to: this.#nameOf(to), text });
      this.#inhabitants.get(to)?.receive(from, text, this.now);
    }
  }

  /** Lets time pass: every deadline in it is kept. */
  run(milliseconds: number): void {
    const end = this.now + milliseconds;
    this.settle();
    for (let still = 0; ; ) {
      const due = Math.min(...[...this.#inhabitants.values()].map(({ deadline }) => deadline));
      if (due > end) break;
      still = due > this.now ? 0 : still + 1;
      if (still > STILL) throw new Error(`time stands still at ${this.now}: somebody is due again and again`);
      this.now = Math.max(this.now, due);
      for (const one of this.#inhabitants.values()) if (one.deadline <= this.now) one.timeout(this.now);
      this.settle();
    }
    this.now = end;
  }

  /** What was carried since the last call, from one to the other. */
  takeTraffic(from?: Inhabitant, to?: Inhabitant): readonly string[] {
    const taken = this.traffic.splice(0);
    return taken
      .filter((one) => (from === undefined || one.from === from.name) && (to === undefined || one.to === to.name))
      .map(({ text }) => text);
  }

  #collect(): void {
    for (const one of this.#inhabitants.values()) {
      for (const { to, text } of one.takeSent()) this.#queue.push({ from: one.id, to, text });
    }
  }

  #nameOf(id: string): string {
    return this.#inhabitants.get(id)?.name ?? id;
  }
}

const STILL = 10_000;

function pairOf(one: Pick<Inhabitant, "id">, other: Pick<Inhabitant, "id">): string {
  return [one.id, other.id].sort().join();
}

/** A node machine of ours in a simulated transport. */
export class OurNode implements Inhabitant {
  readonly id: string;
  readonly name: string;
  readonly headers = OWN_HEADERS;
  readonly machine: ZocpMachine;
  readonly events: ZocpEvent[] = [];
  readonly settled = new Map<number, SettleEffect>();
  readonly #transport: SimulatedTransport;
  readonly #methods = new Map<string, (args: readonly Json[]) => Json>();
  #sent: { to: string; text: string }[] = [];
  #request = 0;

  readonly key: string | undefined;

  constructor(transport: SimulatedTransport, name: string, options: NodeOptions = {}) {
    this.#transport = transport;
    this.id = freshId();
    this.key = options.key;
    this.name = name;
    this.machine = new ZocpMachine({ id: this.id, name, ...options });
  }

  get deadline(): number {
    return this.machine.deadline;
  }

  enter(peer: Inhabitant, now: number): void {
    this.#perform(this.machine.handleEnter(peer, now));
  }

  exit(peer: Inhabitant, now: number): void {
    this.#perform(this.machine.handleExit(peer.id, "goodbye", now));
  }

  receive(from: string, text: string, now: number): void {
    this.#perform(this.machine.handleMessage(from, text, now));
    while (this.machine.isBusyWith(from)) this.#perform(this.machine.goOn(from, now));
  }

  timeout(now: number): void {
    this.#perform(this.machine.handleTimeout(now));
  }

  takeSent(): readonly { readonly to: string; readonly text: string }[] {
    return this.#sent.splice(0);
  }

  /** Does something with the machine, and lets the transport carry what follows. */
  act(input: (machine: ZocpMachine, now: number) => readonly ZocpEffect[]): void {
    this.#perform(input(this.machine, this.#transport.now));
    this.#transport.settle();
  }

  float(name: string, value: number, access: string, more: object = {}): void {
    this.act((machine, now) => machine.register({ name }, { typeHint: "flt", value, access, ...more }, now));
  }

  emit(name: string, value: Json): void {
    this.act((machine, now) => machine.emit(name, value, now));
  }

  value(name: string): Json | undefined {
    return this.machine.parameters.get(name)?.value;
  }

  /** Asks for a link between `node/parameter` and `node/parameter`. */
  link(emitter: string, sensor: string, sampling?: Sampling, as?: "decide" | "declare"): void {
    this.act((machine, now) =>
      machine.link({ emitter: port(emitter), sensor: port(sensor) }, now, {
        options: sampling && optionsOf(sampling),
        as,
      }),
    );
  }

  unlink(emitter: string, sensor: string): void {
    this.act((machine, now) => machine.unlink({ emitter: port(emitter), sensor: port(sensor) }, now));
  }

  /** Sets a parameter of a peer; the answer is in `settled` under the number that is returned. */
  setRemote(peer: Inhabitant, path: string, value: Json): number {
    const request = ++this.#request;
    this.act((machine, now) => machine.setRemote(request, peer.id, path, value, { timeout: 5000, now }));
    return request;
  }

  call(peer: Inhabitant, method: string, args: readonly Json[], sender: Sender = {}): number {
    const request = ++this.#request;
    this.act((machine, now) => machine.call(request, peer.id, method, args, { timeout: 5000, now }, sender));
    return request;
  }

  handle(method: string, answer: (args: readonly Json[]) => Json): void {
    this.#methods.set(method, answer);
  }

  /** How a request ended: the value, or the message of the refusal. */
  outcome(request: number): Json | undefined {
    const settled = this.settled.get(request);
    return settled?.error?.message ?? settled?.result;
  }

  /** The events of one type since the last call, and forgets all. */
  takeEvents<Type extends ZocpEvent["type"]>(type: Type): readonly Extract<ZocpEvent, { type: Type }>[] {
    const taken = this.events.splice(0);
    return taken.filter((event): event is Extract<ZocpEvent, { type: Type }> => event.type === type);
  }

  #perform(effects: readonly ZocpEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "emit") this.events.push(effect.event);
      else if (effect.type === "settle") this.settled.set(effect.request, effect);
      else if (effect.type === "send") for (const to of effect.to) this.#sent.push({ to, text: effect.text });
      else if (effect.type === "signal") {
        for (const to of effect.to) this.#sent.push({ to: to.peer, text: effect.content.text(0) });
      } else if (effect.type === "answer") this.#tell(effect.to);
      else if (effect.type === "call") this.#answer(effect);
    }
  }

  #tell(to: string): void {
    for (
      let text = this.machine.takeAnswer(to, this.#transport.now);
      text !== undefined;
      text = this.machine.takeAnswer(to, this.#transport.now)
    )
      this.#sent.push({ to, text });
  }

  #answer({ call, method, args }: Extract<ZocpEffect, { type: "call" }>): void {
    if (call === undefined) return;
    const handler = this.#methods.get(method);
    const answer = handler === undefined ? { error: `there is no method "${method}"` } : { result: handler(args) };
    this.#perform(this.machine.answer(call, answer));
  }
}

function port(address: string): { readonly node: string; readonly parameter: string } {
  const [node = "", ...rest] = address.split("/");
  return { node, parameter: rest.join("/") };
}

/** Ids in order, so that a run repeats itself. */
export function freshId(): string {
  return (++ids).toString(16).padStart(32, "0");
}

let ids = 0x10;
