import type { Json } from "../../src/index.ts";
import type { Deed, History } from "./history.ts";
import type { Lock } from "./lock.ts";
import type { Notices } from "./notices.ts";
import { whyNoWire } from "./rules.ts";
import type { Show } from "./show.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import type { ShownWire } from "./shown-wire.ts";
import type { Valves } from "./valves.ts";
import { portOf } from "./wires.ts";
import { count, messageOf } from "./words.ts";

/** Two ends that a wire joins or should join. */
export interface Ends {
  readonly emitter: ShownParameter;
  readonly sensor: ShownParameter;
}

/** What a person does to the show: each a deed with a name that can be undone. */
export class Edits {
  readonly #show: Show;
  readonly #history: History;
  readonly #notices: Notices;
  readonly #lock: Lock;
  readonly #valves: Valves;
  readonly #now: () => number;

  constructor({ show, history, notices, lock, valves, now }: EditTools) {
    this.#show = show;
    this.#history = history;
    this.#notices = notices;
    this.#lock = lock;
    this.#valves = valves;
    this.#now = now;
  }

  /** Wires each pair; what is impossible is told and left out. */
  connect(pairs: readonly Ends[]): void {
    if (!this.#mayPatch()) return;
    const possible = pairs.filter((pair) => this.#possible(pair));
    if (possible.length === 0) return;
    const make = (): void => this.#make(possible, deed);
    const deed: Deed = { name: `connect ${namePairs(possible)}`, undo: () => this.#cut(possible), redo: make };
    this.#history.add(deed, this.#now());
    make();
  }

  /** Cuts wires, also those that wait for a node. */
  disconnect(wires: readonly Ends[]): void {
    if (wires.length === 0 || !this.#mayPatch()) return;
    const cut = (): void => this.#cut(wires, deed);
    const deed: Deed = { name: `disconnect ${namePairs(wires)}`, undo: () => this.#make(wires), redo: cut };
    this.#history.add(deed, this.#now());
    cut();
  }

  /** Moves a wire to another end: one deed. */
  replug(wire: ShownWire, to: Ends): void {
    if (!this.#mayPatch() || !this.#possible(to)) return;
    const move = (from: Ends, onto: Ends): void => {
      this.#cut([from]);
      this.#make([onto]);
    };
    const name = `re-plug ${namePairs([wire])} to ${namePairs([to])}`;
    this.#history.add({ name, undo: () => move(to, wire), redo: () => move(wire, to) }, this.#now());
    move(wire, to);
  }

  /** Sets one value, or each of several parameters to the same or its own. Movements of one hand are one deed. */
  set(parameters: readonly ShownParameter[], value: Json | ((parameter: ShownParameter) => Json)): void {
    if (!this.#lock.sets) return this.#notices.tell(this.#lock.reason, "bad");
    const writable = parameters.filter((parameter) => parameter.writable);
    if (writable.length === 0) return;
    const before = writable.map((parameter) => ({ parameter, value: this.#valves.wanted(parameter) }));
    const after = writable.map((parameter) => ({
      parameter,
      value: typeof value === "function" ? value(parameter) : value,
    }));
    const name = `set ${nameParameters(writable)}`;
    const deed = { name, merge: name, undo: () => this.#apply(before), redo: () => this.#apply(after) };
    this.#history.add(deed, this.#now());
    this.#apply(after);
  }

  /** Wires and values at once, as one deed: what was pasted. */
  paste(pairs: readonly Ends[], values: readonly { readonly parameter: ShownParameter; readonly value: Json }[]): void {
    const fresh = this.#lock.patches ? pairs.filter((pair) => this.#possible(pair)) : [];
    const settable = this.#lock.sets ? values.filter(({ parameter }) => parameter.writable) : [];
    if (fresh.length + settable.length === 0) return this.#notices.tell("nothing of it fits here", "bad");
    const before = settable.map(({ parameter }) => ({ parameter, value: parameter.value }));
    const redo = (): void => {
      this.#make(fresh);
      this.#apply(settable);
    };
    const undo = (): void => {
      this.#cut(fresh);
      this.#apply(before);
    };
    const name = `paste ${count(fresh.length, "wire")} and ${count(settable.length, "value")}`;
    this.#history.add({ name, undo, redo }, this.#now());
    redo();
    this.#notices.tell(name.replace("paste", "pasted"), "good");
  }

  #apply(values: readonly { readonly parameter: ShownParameter; readonly value: Json | undefined }[]): void {
    for (const { parameter, value } of values)
      if (value !== undefined) this.#valves.set(this.#present(parameter), value);
  }

  /** A parameter that was taken away and came back is another object under the same key. */
  #present(parameter: ShownParameter): ShownParameter {
    return this.#show.parameter(parameter.key) ?? parameter;
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

  #make(pairs: readonly Ends[], deed?: Deed): void {
    const { node } = this.#show;
    for (const { emitter, sensor } of pairs) {
      node.connect(portOf(emitter), portOf(sensor), { timeout: PATIENCE }).catch((error: unknown) => {
        if (pairs.length === 1 && deed !== undefined) this.#history.forget(deed);
        // A wire to a node that has left waits for it; one that a present node does not take would wait for ever.
        if (!emitter.node.present || !sensor.node.present) return;
        this.#notices.tell(messageOf(error), "bad");
        node.disconnect(portOf(emitter), portOf(sensor), { timeout: PATIENCE }).catch(() => {});
      });
    }
  }

  #cut(pairs: readonly Ends[], deed?: Deed): void {
    this.#show.tellCut(pairs);
    for (const { emitter, sensor } of pairs) {
      this.#show.node.disconnect(portOf(emitter), portOf(sensor), { timeout: PATIENCE }).catch((error: unknown) => {
        // A wire of a locked node stays: there is nothing to take back.
        if (pairs.length === 1 && deed !== undefined) this.#history.forget(deed);
        this.#notices.tell(`${namePairs([{ emitter, sensor }])}: ${messageOf(error)}`, "bad");
      });
    }
  }
}

export interface EditTools {
  readonly show: Show;
  readonly history: History;
  readonly notices: Notices;
  readonly lock: Lock;
  readonly valves: Valves;
  readonly now: () => number;
}

function namePairs(pairs: readonly Ends[]): string {
  const [first] = pairs;
  if (first === undefined || pairs.length > 1) return count(pairs.length, "wire");
  return `${first.emitter.address} → ${first.sensor.address}`;
}

function nameParameters(parameters: readonly ShownParameter[]): string {
  const [first] = parameters;
  if (first === undefined) return "nothing";
  return parameters.length === 1 ? first.address : `${first.path} of ${parameters.length} nodes`;
}

const PATIENCE = 5000;
