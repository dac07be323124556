import type { Json } from "../../../src/index.ts";
import type { Drivers } from "../network/drivers.ts";
import type { Network } from "../network/network.ts";
import { whyNoWire } from "../network/rules.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { ShownWire, WireEnds } from "../network/shown-wire.ts";
import type { Valves } from "../network/valves.ts";
import { askOptions, withOption } from "../network/wire-options.ts";
import type { WireStates } from "../network/wire-states.ts";
import type { Notices } from "../notices.ts";
import type { People } from "../together/people.ts";
import { count } from "../view/words.ts";
import { optionChange, valueChange, wireChanges } from "./change.ts";
import { WireDoubts } from "./doubts.ts";
import type { Act, History, Outcomes } from "./history.ts";
import type { Lock } from "./lock.ts";
import { operatorHosts } from "./operator-hosts.ts";
import { ValueSetter, type Values } from "./values.ts";
import { allOf, type Ends, namePairs, Wiring } from "./wiring.ts";

/** What a person does to the network: each a entry with a name that can be undone. */
export class Edits {
  readonly #network: Network;
  readonly #history: History;
  readonly #notices: Notices;
  readonly #lock: Lock;
  readonly #drivers: Drivers;
  readonly #states: WireStates;
  readonly #wiring: Wiring;
  readonly #values: ValueSetter;
  readonly #doubts: WireDoubts;
  readonly #people: People;
  readonly #now: () => number;

  constructor({ network, history, notices, lock, valves, drivers, states, people, now }: EditTools) {
    this.#network = network;
    this.#history = history;
    this.#notices = notices;
    this.#lock = lock;
    this.#drivers = drivers;
    this.#states = states;
    this.#wiring = new Wiring(network, notices);
    this.#values = new ValueSetter(network, valves, drivers);
    this.#doubts = new WireDoubts(network, states);
    this.#people = people;
    this.#now = now;
  }

  /** Wires each pair; what is impossible is told and left out. Undo gives the sensors back what they had. */
  connect(pairs: readonly Ends[]): void {
    if (!this.#mayPatch()) return;
    const [stands, others] = this.#doubts.split(pairs);
    if (stands.length > 0) this.#notices.tell(`${namePairs(stands)}: connected already`);
    const possible = others.filter((pair) => this.#possible(pair));
    if (possible.length === 0) return;
    const plugs = possible.map((pair) => this.#plug(pair));
    this.#do({
      ...{ name: `connect ${namePairs(possible)}`, needs: "wires" },
      undo: () => plugs.map(({ undo }) => undo()),
      redo: () => plugs.map(({ redo }) => redo()),
      doubts: { undo: () => this.#doubts.whyMadeElse(possible), redo: () => this.#doubts.whyMade(possible) },
      changes: () => wireChanges(possible, true),
    });
  }

  /** Cuts wires, also those that wait for a node. */
  disconnect(wires: readonly Ends[]): void {
    if (wires.length === 0 || !this.#mayPatch()) return;
    const name = `disconnect ${namePairs(wires)}`;
    this.#do({
      ...{ name, needs: "wires" },
      undo: () => this.#wiring.make(wires),
      redo: () => this.#wiring.cut(wires),
      doubts: { undo: () => this.#doubts.whyMade(wires), redo: () => this.#doubts.whyMadeElse(wires) },
      changes: () => wireChanges(wires, false),
    });
  }

  /** Gives a wire another option, such as `mute` or a map; undefined takes it away. One entry, which takes back this option alone. */
  change(wire: WireEnds, option: string, value: Json | undefined): void {
    if (!this.#mayPatch()) return;
    this.#option(`change ${namePairs([wire])}`, [wire], option, value);
  }

  /** A hand takes a sensor over: the wires that move it stay, and let nothing through. */
  takeOver(parameters: readonly ShownParameter[]): void {
    if (!this.#mayPatch()) return;
    const wires = parameters.flatMap((parameter) => this.#drivers.of(parameter));
    if (wires.length > 0) this.#option(`take over ${nameParameters(parameters)}`, wires, "mute", true);
  }

  /**
   * Moves a wire to another end: one entry. The old one is cut when the new one is there: a refusal costs nobody a wire. What was said
   * of it, as its map, goes with it; `instead` is another map. Through an operator of `host`, where one is needed and given.
   */
  replug(wire: ShownWire, end: Ends, { host, map }: Replug = {}): void {
    if (!this.#mayPatch() || !this.#possible(end)) return;
    const same = wire.emitter === end.emitter && wire.sensor === end.sensor;
    // To take that back would cut what was there.
    if (!same && this.#doubts.split([end])[0].length > 0)
      return this.#notices.tell(`${namePairs([end])}: connected already`, "bad");
    const through = host ?? (end.sensor.node.extensions ? undefined : wire.via?.node);
    const plug = this.#replug(wire, end, { host: through, map });
    const redo = async (): Promise<boolean> => {
      const made = await plug.redo();
      if (made) this.#wiring.cut([wire]);
      return made;
    };
    const undo = async (): Promise<boolean> => {
      const made = await allOf(this.#wiring.make([wire]));
      if (made) void plug.undo();
      return made;
    };
    const name = same ? `change ${namePairs([wire])}` : `re-plug ${namePairs([wire])} to ${namePairs([end])}`;
    const moved = (there: Ends, gone: Ends) => (): string | undefined =>
      this.#doubts.whyMadeElse([there]) ?? (same ? undefined : this.#doubts.whyMade([gone]));
    const doubts = { undo: moved(end, wire), redo: moved(wire, end) };
    const changes = () =>
      host === undefined && !same && wire.via === undefined
        ? [...wireChanges([end], true), ...wireChanges([wire], false)]
        : [];
    this.#do({ name, needs: "wires", undo: () => [undo()], redo: () => [redo()], doubts, changes });
  }

  /**
   * What a wire with a map needs to end there: an operator between, because the sensor's node is old. Undefined when it needs none, or
   * cannot end there at all.
   */
  offer(
    wire: ShownWire,
    end: Ends,
    map: Json | undefined = this.#states.of(wire)?.options.get("map"),
  ): Offer | undefined {
    const { node } = end.sensor;
    if (map === undefined || node.extensions || wire.via !== undefined) return undefined;
    if (!this.#lock.patches || whyNoWire(end.emitter, end.sensor) !== undefined) return undefined;
    const [host] = operatorHosts(this.#network);
    const why = `${node.name} is an old node, which knows no maps`;
    const nobody = 'no node here takes operators; every "zocp node" does, and "zocp composer" brings one';
    return { why: host === undefined ? `${why}: ${nobody}` : why, host };
  }

  /**
   * Sets one value, or each of several parameters to the same or its own. What one hand does until it lets go is one entry, as is
   * what follows soon without a hand. What a wire moves stays, and why is told.
   */
  set(parameters: readonly ShownParameter[], value: Json | ((parameter: ShownParameter) => Json), hand?: number): void {
    if (!this.#lock.sets) return this.#notices.tell(this.#lock.reason, "bad");
    const free = this.#free(parameters);
    this.#people.move(free);
    const all = free.map((parameter) => ({ parameter, value: typeof value === "function" ? value(parameter) : value }));
    // What an event has started cannot be undone: to send the one before would start that.
    this.#values.apply(all.filter(({ parameter }) => parameter.event));
    this.#keep(
      all.filter(({ parameter }) => !parameter.event),
      hand,
    );
  }

  #keep(after: Values, hand: number | undefined): void {
    const free = after.map(({ parameter }) => parameter);
    if (free.length === 0) return;
    const before = this.#values.present(free);
    const doubt = (): string | undefined => this.#whyNoHand(free) ?? this.#values.whyElse(free);
    this.#do({
      ...{ name: `set ${nameParameters(free)}`, needs: "values", hand },
      merge: `set ${free.map(({ key }) => key).join("\n")}`,
      undo: () => this.#values.apply(before),
      redo: () => this.#values.apply(after),
      doubts: { undo: doubt, redo: doubt },
      changes: () => after.map(({ parameter, value }, at) => valueChange(parameter, before[at]?.value, value)),
    });
  }

  /** Presses triggers. What they have started cannot be undone, so this is no entry of the history. */
  fire(parameters: readonly ShownParameter[]): void {
    if (!this.#lock.sets) return this.#notices.tell(this.#lock.reason, "bad");
    this.#values.apply(this.#free(parameters).map((parameter) => ({ parameter, value: true })));
  }

  /** Sends events once more as they are. */
  send(parameters: readonly ShownParameter[]): void {
    if (!this.#lock.sets) return this.#notices.tell(this.#lock.reason, "bad");
    this.#values.apply(this.#values.present(this.#free(parameters).filter(({ event }) => event)));
  }

  /** Wires and values at once, as one entry: what was pasted. */
  paste(pairs: readonly Ends[], values: readonly { readonly parameter: ShownParameter; readonly value: Json }[]): void {
    const [stands, others] = this.#doubts.split(pairs);
    const fresh = this.#lock.patches ? others.filter((pair) => this.#possible(pair)) : [];
    const free = new Set(this.#lock.sets ? this.#free(values.map(({ parameter }) => parameter)) : []);
    // Values that are pasted are a state; to press what stands among them was not meant.
    const settable = values.filter(({ parameter }) => free.has(parameter) && !parameter.event);
    const allHere = stands.length > 0 && others.length + values.length === 0;
    if (fresh.length + settable.length === 0)
      return this.#notices.tell(
        allHere ? "all of it is here already" : this.#lock.patches ? "nothing of it fits here" : this.#lock.reason,
        "bad",
      );
    const plugs = fresh.map((pair) => this.#plug(pair));
    const parameters = settable.map(({ parameter }) => parameter);
    const before = this.#values.present(parameters);
    const whyElse = (): string | undefined => this.#whyNoHand(parameters) ?? this.#values.whyElse(parameters);
    const name = `paste ${count(fresh.length, "wire")} and ${count(settable.length, "value")}`;
    this.#do({
      name,
      needs: fresh.length > 0 ? "wires" : "values",
      undo: () => [...plugs.map(({ undo }) => undo()), ...this.#values.apply(before)],
      redo: () => [...plugs.map(({ redo }) => redo()), ...this.#values.apply(settable)],
      doubts: {
        undo: () => this.#doubts.whyMadeElse(fresh) ?? whyElse(),
        redo: () => this.#doubts.whyMade(fresh) ?? whyElse(),
      },
      changes: () => [
        ...wireChanges(fresh, true),
        ...settable.map(({ parameter, value: is }, at) => valueChange(parameter, before[at]?.value, is)),
      ],
    });
    this.#notices.tell(name.replace("paste", "pasted"), "good");
  }

  #do(act: Act): void {
    this.#history.do(act, this.#now());
  }

  /** How to make a wire, and how to take it back: with what its sensor had before. */
  #plug(pair: Ends): Plug {
    let before: Json | undefined;
    let made: Promise<boolean> = Promise.resolve(true);
    return {
      redo: () => {
        before = this.#values.present([pair.sensor])[0]?.value;
        made = allOf(this.#wiring.make([pair]));
        return made;
      },
      undo: async () => {
        // A wire that its nodes have not told of yet would come after it was cut.
        await made;
        const cut = await allOf(this.#wiring.cut([pair]));
        if (cut) await this.#values.giveBack(pair, before);
        return cut;
      },
    };
  }

  /** How to make a wire with all that is said of another one, and how to take it back. */
  #replug(wire: ShownWire, end: Ends, { host, map }: Replug): Plug {
    let pair = end;
    let plug = this.#plug(end);
    const redo = async (): Promise<boolean> => {
      const kept = await askOptions(wire);
      const options = map === undefined ? kept : withOption(kept ?? new Map(), "map", map);
      pair = host === undefined ? { ...end, options } : this.#wiring.through(end, host, options);
      plug = this.#plug(pair);
      return plug.redo();
    };
    // A sensor that stays is moved by the old wire again.
    const undo = async (): Promise<boolean> =>
      wire.sensor === end.sensor ? allOf(this.#wiring.cut([pair])) : plug.undo();
    return { redo, undo };
  }

  #option(name: string, wires: readonly WireEnds[], option: string, value: Json | undefined): void {
    const changes = wires.map((wire) => ({ wire, ...this.#wiring.option(wire, option, value) }));
    const all = (which: keyof Plug): Outcomes =>
      changes.map(async (change) => {
        const done = await change[which]();
        await this.#states.renew(change.wire);
        return done;
      });
    const doubt = (left: (change: (typeof changes)[number]) => Json | undefined) => (): string | undefined =>
      firstOf(changes.map((change) => this.#doubts.whyOtherOption(change.wire, option, left(change))));
    const doubts = { undo: doubt(() => value), redo: doubt(({ was }) => was()) };
    const look = (): void => {
      for (const wire of wires) void this.#states.renew(wire);
    };
    const told = () =>
      wires.some(({ via }) => via !== undefined)
        ? []
        : changes.map(({ wire, was }) => optionChange(wire, option, was(), value));
    this.#do({ name, needs: "wires", undo: () => all("undo"), redo: () => all("redo"), doubts, look, changes: told });
  }

  /** Those that a hand may move; of the others is told what moves them. */
  #free(parameters: readonly ShownParameter[]): readonly ShownParameter[] {
    const writable = parameters.filter((parameter) => parameter.writable);
    const driven = this.#whyNoHand(writable);
    if (driven !== undefined) this.#notices.tell(driven, "bad");
    return writable.filter((parameter) => this.#drivers.why(parameter) === undefined);
  }

  #whyNoHand(parameters: readonly ShownParameter[]): string | undefined {
    for (const parameter of parameters) {
      const why = this.#drivers.why(parameter);
      if (why !== undefined) return `${parameter.address} stays: it is ${why}`;
    }
    return undefined;
  }

  #possible({ emitter, sensor }: Ends): boolean {
    const reason = whyNoWire(emitter, sensor);
    if (reason !== undefined) this.#notices.tell(`not connected: ${reason}`, "bad");
    return reason === undefined;
  }

  #mayPatch(): boolean {
    if (!this.#lock.patches) this.#notices.tell(this.#lock.reason, "bad");
    return this.#lock.patches;
  }
}

/** What is different of a wire that is moved. */
export interface Replug {
  readonly host?: ShownNode | undefined;
  readonly map?: Json | undefined;
}

/** An operator that could stand between the ends of a wire; without a node that takes one it cannot be. */
export interface Offer {
  readonly why: string;
  readonly host: ShownNode | undefined;
}

interface Plug {
  readonly redo: () => Promise<boolean>;
  readonly undo: () => Promise<boolean>;
}

export interface EditTools {
  readonly network: Network;
  readonly history: History;
  readonly notices: Notices;
  readonly lock: Lock;
  readonly valves: Valves;
  readonly drivers: Drivers;
  readonly states: WireStates;
  readonly people: People;
  readonly now: () => number;
}

function firstOf(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.find((reason) => reason !== undefined);
}

function nameParameters(parameters: readonly ShownParameter[]): string {
  const [first] = parameters;
  if (first === undefined) return "nothing";
  return parameters.length === 1 ? first.address : `${first.path} of ${parameters.length} nodes`;
}
