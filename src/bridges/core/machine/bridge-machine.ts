import type { Json, Registration } from "../../../index.ts";
import { type ForeignValue, fromForeign, toForeign } from "../conversion.ts";
import { isContinuous } from "../kind.ts";
import { Complaints } from "./complaints.ts";
import { Learner } from "./learner.ts";
import { type Dialect, type Mapped, Mappings, textOf } from "./mappings.ts";
import type {
  AnnouncedKind,
  BridgeCounts,
  BridgeEffect,
  BridgeEvent,
  ForeignInput,
  Outgoing,
  RemoteKind,
  Source,
} from "./messages.ts";
import { type Pair, sameJson } from "./pair.ts";
import type { Binding, BridgeRules } from "./rules.ts";
import { Sources } from "./sources.ts";
import { Targets } from "./targets.ts";

export interface BridgeMachineOptions {
  /** The name of the bridge's node. */
  readonly name: string;
  readonly rules: BridgeRules;
  readonly dialect: Dialect;
  /** Whether links or listeners hang on a parameter of the bridge: it stays. */
  readonly isLinked: (parameter: string) => boolean;
}

/**
 * What a bridge does, whatever it bridges to: addresses and parameters that belong together, values in both directions, each to everybody but
 * whom it came from. A machine: it takes inputs with the time, and returns what is to be done.
 */
export class BridgeMachine {
  readonly #options: BridgeMachineOptions;
  readonly #mappings: Mappings;
  readonly #targets: Targets;
  readonly #sources: Sources;
  readonly #learner = new Learner();
  readonly #complaints = new Complaints();
  /** What has come in this turn: of values the newest, of events each. */
  readonly #arrived = new Map<Pair, ForeignInput[]>();
  readonly #effects: BridgeEffect[] = [];
  readonly #counts: BridgeCounts = { in: 0, out: 0, refused: 0, ignored: 0, surplus: 0, unsent: 0, dropped: 0 };
  #refreshAt: number;
  #ageAt = Number.POSITIVE_INFINITY;
  /** When a ring of a target was told last. */
  readonly #cycledAt = new Map<string, number>();
  #evictedAt = Number.NEGATIVE_INFINITY;

  constructor(options: BridgeMachineOptions, now: number) {
    const { rules, dialect } = options;
    this.#options = options;
    this.#mappings = new Mappings(rules, dialect);
    this.#targets = new Targets(rules);
    this.#sources = new Sources(rules.safe === undefined ? undefined : rules.safe.after * 1000);
    this.#refreshAt = now + this.#refresh;
  }

  get counts(): Readonly<BridgeCounts> {
    return { ...this.#counts, dropped: this.#targets.dropped };
  }

  get pairs(): readonly Pair[] {
    return this.#mappings.pairs;
  }

  get addresses(): Iterable<string> {
    return this.#mappings.addresses;
  }

  /** Another number whenever an address comes or goes. */
  get generation(): number {
    return this.#mappings.generation;
  }

  get bindings(): readonly Binding[] {
    return this.#mappings.bindings;
  }

  get sources(): Sources["all"] {
    return this.#sources.all;
  }

  /** The parameter that waits for a control that is moved. */
  get learning(): string | undefined {
    return this.#learner.parameter;
  }

  get deadline(): number {
    const arrived = this.#arrived.size > 0 ? 0 : Number.POSITIVE_INFINITY;
    const others = Math.min(this.#sources.deadline, this.#learner.deadline, this.#refreshAt, this.#ageAt);
    return Math.min(arrived, this.#targets.deadline, others);
  }

  /** Makes the parameters that are known before anybody speaks. */
  start(now: number): readonly BridgeEffect[] {
    for (const mapped of this.#mappings.literalImports(now)) this.#mapped(mapped.address, mapped);
    return this.#take();
  }

  /** A value from before: its parameter has it at once, and may tell it. */
  restore(address: string, value: Json, now: number): readonly BridgeEffect[] {
    let [pair] = this.#mappings.at(address);
    if (pair === undefined) {
      const mapped = this.#mappings.import(address, [value].flat() as ForeignValue[], now);
      if (mapped !== undefined) pair = this.#mapped(address, mapped);
    }
    if (pair?.own !== true || pair.event) return this.#take();
    pair.value = value;
    pair.heard = true;
    this.#register(pair);
    return this.#take();
  }

  /** Somebody that values are sent to is there, or has gone. `whole`: it is told what everything is now. */
  handleTarget(id: string, present: boolean, whole: boolean, now: number): void {
    this.#cycledAt.delete(id);
    if (!present) return this.#targets.remove(id);
    this.#targets.add(id);
    if (whole) for (const pair of this.#mappings.pairs) if (hasState(pair)) this.#offerTo(id, pair, now);
  }

  /** Whether an address that nothing is mapped to would have an effect: it becomes a parameter, or is learned. */
  get takesUnknown(): boolean {
    return this.#options.rules.auto || this.#learner.parameter !== undefined;
  }

  /** A source is there, whether it says something new or not. */
  handleHeard(host: string, now: number): readonly BridgeEffect[] {
    this.#hear(host, now);
    return this.#take();
  }

  /** Something came. What it does, it does at the end of the turn: of a burst the last value of each address counts. */
  handleInput(input: ForeignInput, now: number): readonly BridgeEffect[] {
    const { address, args, from } = input;
    this.#counts.in++;
    if (address.length > LONGEST_ADDRESS) {
      this.#ignore(`an address has more than ${LONGEST_ADDRESS} characters`, now);
      return this.#take();
    }
    this.#hear(from.host, now);
    const back = from.target === undefined ? "new" : this.#targets.handleInput(from.target, address, args, now);
    if (back === "begins" || back === "ring") this.#ring(from.target ?? "", back, now);
    else if (this.#learns(address) && this.#learner.handleInput(address, args, now))
      this.#bindLearned(address, args, now);
    // What binds a control does nothing else: nobody meant to move anything with it.
    else for (const pair of this.#pairsFor(address, args, now)) this.#receive(pair, input, back === "echo", now);
    return this.#take();
  }

  /** A parameter of the bridge has another value, or an event, that came over a link, by a SET or a fade. */
  handleOwn(parameter: string, value: Json, now: number): readonly BridgeEffect[] {
    for (const pair of this.#mappings.of("", parameter)) {
      this.#settle(pair, now);
      this.#moved(pair, value, undefined, now);
    }
    return this.#take();
  }

  /** A watched parameter of another node tells its value. */
  handleRemote(node: string, parameter: string, value: Json, now: number): readonly BridgeEffect[] {
    for (const pair of this.#mappings.of(node, parameter)) {
      const cause = pair.causeOf(value, now);
      if (cause !== undefined || pair.event || !sameJson(pair.value, value))
        this.#moved(pair, value, cause?.target, now);
    }
    return this.#take();
  }

  /** Another node refused what was set: the control that wanted it is told what the value is. */
  handleRefused(node: string, parameter: string, reason: string, now: number): readonly BridgeEffect[] {
    for (const pair of this.#mappings.of(node, parameter)) {
      pair.forgetAwaited();
      this.#refuse(pair.address, reason, now);
      if (pair.value !== undefined && !pair.event) this.#offer(pair, now, undefined);
    }
    return this.#take();
  }

  /** What a node has now. */
  handleNode(node: string, parameters: ReadonlyMap<string, RemoteKind>, now: number): readonly BridgeEffect[] {
    for (const pair of this.#mappings.pairs)
      if (pair.port.node === node && !parameters.has(pair.port.parameter)) this.#unmap(pair);
    for (const [parameter, kind] of parameters) {
      for (const pair of this.#mappings.of(node, parameter)) pair.kind = kind;
      for (const mapped of this.#mappings.export(node, parameter, kind, now))
        this.#mapped(`${node}/${parameter}`, mapped);
    }
    return this.#take();
  }

  /** A device says what it has: an address becomes a parameter of the bridge before it speaks. */
  announce(address: string, parameter: string, kind: AnnouncedKind, now: number): readonly BridgeEffect[] {
    const [known] = this.#mappings.at(address);
    if (known?.origin === "auto" && known.port.parameter === parameter) {
      known.kind = kind;
      this.#register(known);
    } else if (known === undefined) this.#mapped(address, this.#mappings.announce(address, parameter, kind, now), now);
    return this.#take();
  }

  /** What was announced is there no more. */
  withdraw(address: string): readonly BridgeEffect[] {
    for (const pair of this.#mappings.at(address)) if (pair.origin === "auto") this.#unmap(pair);
    return this.#take();
  }

  /** The next control that is moved belongs to this parameter: `node/parameter`. Undefined ends it. */
  learn(parameter: string | undefined, now: number): void {
    if (parameter === undefined) this.#learner.disarm();
    else this.#learner.arm(parameter, now);
  }

  /** `args`: what the control said, where it has said something. */
  bind(binding: Binding, args: readonly ForeignValue[], now: number): readonly BridgeEffect[] {
    const { address, parameter } = binding;
    this.unbind(address);
    this.#mappings.bind(binding);
    const own = `${this.#options.name}/`;
    if (parameter.startsWith(own))
      this.#mapped(address, this.#mappings.bindOwn(address, parameter.slice(own.length), args, now));
    else this.#effects.push({ type: "look", node: parameter.slice(0, parameter.indexOf("/")) });
    return this.#take();
  }

  unbind(address: string): readonly BridgeEffect[] {
    const binding = this.#mappings.unbind(address);
    for (const pair of this.#mappings.at(address)) if (pair.origin === "bound") this.#unmap(pair);
    if (binding !== undefined) this.#tell({ type: "unbound", ...binding });
    return this.#take();
  }

  handleTimeout(now: number): readonly BridgeEffect[] {
    for (const pair of [...this.#arrived.keys()]) this.#settle(pair, now);
    for (const host of this.#sources.handleTimeout(now)) this.#lose(host, now);
    if (now >= this.#learner.deadline) {
      this.#tell({ type: "unlearned", parameter: this.#learner.parameter ?? "" });
      this.#learner.disarm();
    }
    if (now >= this.#refreshAt) this.#sendAgain(now);
    if (now >= this.#ageAt) this.#tellAges(now);
    const sent = this.#targets.release(now);
    this.#counts.out += sent.length;
    this.#effects.push(...sent);
    return this.#take();
  }

  #receive(pair: Pair, input: ForeignInput, echo: boolean, now: number): void {
    const { address, args, from } = input;
    // What other nodes have is not moved by a bridge that starts.
    if (input.standing === true && !pair.own) this.#counts.ignored++;
    else if (args.length === 0 && !pair.event) this.#answer(pair, from);
    else if (pair.event && pair.takes)
      this.#arrived.set(pair, [...(this.#arrived.get(pair) ?? []).slice(-MOST_EVENTS), input]);
    else if (echo || (!pair.takes && !this.#differs(pair, args))) this.#counts.ignored++;
    else if (pair.takes) this.#arrived.set(pair, [input]);
    else this.#refuse(address, `it is only sent: "write": true lets ${textOf(pair)} be set`, now);
  }

  /** What has come of this turn counts before what comes now. */
  #settle(pair: Pair, now: number): void {
    const inputs = this.#arrived.get(pair) ?? [];
    this.#arrived.delete(pair);
    for (const input of inputs) this.#arrive(pair, input, now);
  }

  #arrive(pair: Pair, { args, from }: ForeignInput, now: number): void {
    const { address, kind, rule } = pair;
    const got = fromForeign(args, kind, rule, pair.value);
    if ("refused" in got) {
      this.#refuse(address, got.refused, now);
      if (from.target !== undefined && pair.heard) this.#offerTo(from.target, pair, now);
      return;
    }
    this.#counts.surplus += got.surplus;
    if (pair.pickup?.takes(got.value, pair.value, kind) === false) return void this.#counts.ignored++;
    pair.host = from.host;
    pair.at = now;
    if (from.target !== undefined) this.#targets.hold(from.target, address, isContinuous(kind) ? now + HAND : now);
    if (pair.own) this.#arriveOwn(pair, got.value, { args, from }, now);
    else {
      const { node, parameter } = pair.port;
      pair.await(got.value, from.target, now);
      this.#effects.push({ type: "set", node, parameter, value: got.value, event: pair.event });
    }
  }

  #arriveOwn(pair: Pair, value: Json, { args, from }: Pick<ForeignInput, "args" | "from">, now: number): void {
    const first = !pair.heard;
    const same = !first && sameJson(pair.value, value);
    pair.value = value;
    pair.heard = true;
    // What is registered again with its value is told by that: an event would happen twice.
    if (first && !pair.event) this.#register(pair);
    this.#effects.push({ type: "emit", parameter: pair.port.parameter, value, always: first || pair.event });
    for (const other of this.#mappings.of("", pair.port.parameter)) {
      other.value = value;
      if (other !== pair || !same || pair.event) this.#offer(other, now, other === pair ? from.target : undefined);
    }
    // A value that was moved into its range is told to whoever wanted another one.
    if (from.target !== undefined && !pair.event && this.#differs(pair, args)) this.#offerTo(from.target, pair, now);
  }

  /** A value that did not come from the other side, or that came from `source` there. */
  #moved(pair: Pair, value: Json, source: string | undefined, now: number): void {
    pair.value = value;
    pair.at = now;
    pair.moved = true;
    if (source === undefined) pair.pickup?.release();
    this.#offer(pair, now, source);
  }

  #differs(pair: Pair, args: readonly ForeignValue[]): boolean {
    const back = toForeign(pair.value ?? null, pair.kind, pair.rule);
    if ("refused" in back) return false;
    return back.args.some((one, index) => {
      const given = args[index];
      if (typeof one !== "number" || typeof given !== "number") return false;
      return Math.abs(one - given) > (pair.rule.range === undefined ? 1e-6 * Math.max(1, Math.abs(one)) : 1);
    });
  }

  #offer(pair: Pair, now: number, except: string | undefined): void {
    const message = this.#messageOf(pair);
    if (message !== undefined) this.#targets.offer(message, { rate: pair.rate, event: pair.event }, now, except);
  }

  #offerTo(target: string, pair: Pair, now: number): void {
    const message = this.#messageOf(pair);
    if (message !== undefined) this.#targets.offerTo(target, message, { rate: pair.rate, event: pair.event }, now);
  }

  #messageOf({ address, value, kind, rule, way }: Pair): Outgoing | undefined {
    if (way === "in") return undefined;
    const made = toForeign(value ?? null, kind, rule);
    const about = { typeHint: kind.typeHint, whole: rule.round === true, ...(kind.event === true && { event: true }) };
    if ("args" in made) return { address, args: made.args, ...about };
    this.#counts.unsent++;
    return undefined;
  }

  #answer(pair: Pair, source: Source): void {
    if (hasState(pair))
      this.#effects.push({ type: "answer", source, address: pair.address, value: pair.value ?? null });
  }

  #pairsFor(address: string, args: readonly ForeignValue[], now: number): readonly Pair[] {
    const known = this.#mappings.at(address);
    if (known.length > 0) return known;
    if (this.#options.rules.auto && this.#mappings.full && !this.#evict(now)) {
      this.#ignore("there are as many addresses that nobody asked for as there may be", now);
      return [];
    }
    const mapped = this.#mappings.import(address, args, now);
    if (mapped === undefined) this.#ignore(`nothing is mapped to ${address}`, now);
    const pair = mapped === undefined ? undefined : this.#mapped(address, mapped, now);
    return pair === undefined ? [] : [pair];
  }

  /** Makes room: the parameter that was silent longest leaves, unless something hangs on it. */
  #evict(now: number): boolean {
    if (now - this.#evictedAt < EVICTIONS_APART) return false;
    let oldest: Pair | undefined;
    for (const pair of this.#mappings.autoImports)
      if ((oldest === undefined || pair.at < oldest.at) && !this.#options.isLinked(pair.port.parameter)) oldest = pair;
    if (oldest === undefined) return false;
    this.#evictedAt = now;
    this.#unmap(oldest);
    return true;
  }

  /** `now`: where somebody else than the owner of the file may bring in any number of these. */
  #mapped(what: string, mapped: Mapped, now?: number): Pair | undefined {
    if ("reason" in mapped) {
      this.#counts.ignored++;
      const { reason } = mapped;
      if (now === undefined || this.#complaints.isNews(`${what} ${reason}`, now))
        this.#tell({ type: "unfit", address: what, parameter: what, reason });
      return undefined;
    }
    const { pair } = mapped;
    const { address, port, way } = pair;
    if (pair.own) this.#register(pair);
    else this.#effects.push({ type: "watch", ...port, rate: pair.event ? undefined : pair.rate });
    this.#tell({ type: "mapped", address, parameter: textOf(pair), way });
    return pair;
  }

  #unmap(pair: Pair): void {
    const { address, port } = pair;
    this.#mappings.remove(pair);
    this.#arrived.delete(pair);
    if (this.#mappings.at(address).length === 0) this.#targets.forget(address);
    if (this.#mappings.of(port.node, port.parameter).length === 0)
      this.#effects.push(pair.own ? { type: "remove", parameter: port.parameter } : { type: "unwatch", ...port });
    this.#tell({ type: "unmapped", address, parameter: textOf(pair) });
  }

  /** Before anything has come its value says nothing about the other side, and is not told to those who subscribe. */
  #register({ port, kind, value, heard, event }: Pair): void {
    const registration = {
      ...kind,
      value: value ?? null,
      access: kind.access ?? "rwes",
      ...(!event && { greet: heard }),
    } as Registration;
    this.#effects.push({ type: "register", parameter: port.parameter, registration });
  }

  #hear(host: string, now: number): void {
    const { is, instead } = this.#sources.handleInput(host, now);
    if (this.#options.rules.safe === undefined) return;
    this.#ageAt = Math.min(this.#ageAt, now + 1000);
    if (instead !== undefined)
      for (const one of Object.keys(panelOf(instead))) this.#effects.push({ type: "remove", parameter: one });
    if (is === "new")
      for (const [parameter, registration] of Object.entries(panelOf(host)))
        this.#effects.push({ type: "register", parameter, registration });
    if (is !== "found") return;
    this.#effects.push({ type: "emit", parameter: `${host}.alive`, value: true, always: false });
    this.#tell({ type: "found", host });
  }

  #tellAges(now: number): void {
    this.#ageAt = now + 1000;
    for (const { host, at } of this.#sources.all.values()) {
      const age = Math.floor((now - at) / 1000);
      this.#effects.push({ type: "emit", parameter: `${host}.age`, value: age, always: false });
    }
  }

  #lose(host: string, now: number): void {
    this.#tell({ type: "lost", host });
    this.#effects.push({ type: "emit", parameter: `${host}.alive`, value: false, always: false });
    const action = this.#options.rules.safe?.do ?? "hold";
    if (action === "hold") return;
    for (const pair of this.#mappings.pairs) {
      if (!pair.own || pair.host !== host || pair.event) continue;
      if (action === "value") this.#toSafeValue(pair, now);
      else this.#release(pair);
    }
  }

  #toSafeValue(pair: Pair, now: number): void {
    const value = pair.safe ?? pair.initial ?? null;
    this.#effects.push({ type: "emit", parameter: pair.port.parameter, value, always: false });
    this.#moved(pair, value, undefined, now);
  }

  /** The first value that comes makes its parameter again, and tells it. */
  #release(pair: Pair): void {
    pair.heard = false;
    pair.host = undefined;
    this.#effects.push({ type: "remove", parameter: pair.port.parameter });
  }

  #ring(target: string, back: "begins" | "ring", now: number): void {
    this.#counts.ignored++;
    if (back !== "begins" || now - (this.#cycledAt.get(target) ?? Number.NEGATIVE_INFINITY) < CYCLES_APART) return;
    this.#cycledAt.set(target, now);
    this.#tell({ type: "cycle", target });
  }

  /** A line of the file is stronger than what is learned. */
  #learns(address: string): boolean {
    return this.#learner.parameter !== undefined && !this.#mappings.isRuled(address);
  }

  #bindLearned(address: string, args: readonly ForeignValue[], now: number): void {
    const binding = { address, parameter: this.#learner.parameter ?? "" };
    this.#learner.disarm();
    this.#effects.push(...this.bind(binding, args, now));
    this.#tell({ type: "bound", ...binding });
  }

  #sendAgain(now: number): void {
    this.#refreshAt = now + this.#refresh;
    for (const pair of this.#mappings.pairs) if (hasState(pair)) this.#offer(pair, now, undefined);
  }

  get #refresh(): number {
    return (this.#options.rules.refresh ?? Number.POSITIVE_INFINITY) * 1000;
  }

  #refuse(address: string, reason: string, now: number): void {
    this.#counts.refused++;
    this.#tell(this.#complaints.refuse(address, reason, now));
  }

  #ignore(reason: string, now: number): void {
    this.#counts.ignored++;
    this.#tell(this.#complaints.ignore(reason, now));
  }

  #tell(event: BridgeEvent | undefined): void {
    if (event !== undefined) this.#effects.push({ type: "tell", event });
  }

  #take(): readonly BridgeEffect[] {
    return this.#effects.splice(0);
  }
}

/** Whether its value says something: of a parameter that nobody has moved yet it does not. */
function hasState({ event, value, own, heard, moved }: Pair): boolean {
  return !event && value !== undefined && (!own || heard || moved);
}

/** What is told of a source. */
function panelOf(host: string): Readonly<Record<string, Registration>> {
  return {
    [`${host}.alive`]: { typeHint: "bool", value: true, access: "re", description: "whether this source is heard" },
    [`${host}.age`]: { typeHint: "int", value: 0, access: "re", unit: "s", description: "how long it has been silent" },
  };
}

/** Milliseconds after its last movement in which a hand still holds a control. */
const HAND = 200;
const EVICTIONS_APART = 50;
const CYCLES_APART = 60_000;
/** Characters: names of parameters have no more, and rules take time for each. */
const LONGEST_ADDRESS = 255;
/** Events of one address in one turn. */
const MOST_EVENTS = 1000;
