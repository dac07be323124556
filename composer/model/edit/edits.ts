import type { Json } from "../../../src/index.ts";
import type { Network } from "../network/network.ts";
import { whyNoWire } from "../network/rules.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { ShownWire } from "../network/shown-wire.ts";
import type { Valves } from "../network/valves.ts";
import { askOptions, type WireOptions, withOption } from "../network/wire-options.ts";
import { portOf } from "../network/wires.ts";
import type { Notices } from "../notices.ts";
import { count, messageOf } from "../view/words.ts";
import type { Act, History, Outcomes } from "./history.ts";
import type { Lock } from "./lock.ts";

/** Two ends that a wire joins or should join. */
export interface Ends {
  readonly emitter: ShownParameter;
  readonly sensor: ShownParameter;
}

/** What a person does to the network: each a entry with a name that can be undone. */
export class Edits {
  readonly #network: Network;
  readonly #history: History;
  readonly #notices: Notices;
  readonly #lock: Lock;
  readonly #valves: Valves;
  readonly #now: () => number;
  #changes: Promise<boolean> = Promise.resolve(true);

  constructor({ network, history, notices, lock, valves, now }: EditTools) {
    this.#network = network;
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
    const name = `connect ${namePairs(possible)}`;
    this.#do({ name, needs: "wires", undo: () => this.#cut(possible), redo: () => this.#make(possible) });
  }

  /** Cuts wires, also those that wait for a node. */
  disconnect(wires: readonly Ends[]): void {
    if (wires.length === 0 || !this.#mayPatch()) return;
    const name = `disconnect ${namePairs(wires)}`;
    this.#do({ name, needs: "wires", undo: () => this.#make(wires), redo: () => this.#cut(wires) });
  }

  /**
   * Gives a wire another option, such as `mute` or a map; undefined takes it away. One entry, which takes back this option alone: the
   * others are what the nodes of the wire keep at that moment, whoever has changed them since.
   */
  change(wire: Ends, option: string, value: Json | undefined): void {
    if (!this.#mayPatch()) return;
    let before: Promise<Json | undefined> | undefined;
    const give = async (options: WireOptions | undefined, wanted: Json | undefined): Promise<boolean> =>
      options === undefined ? this.#keepsNone(wire) : this.#give(wire, withOption(options, option, wanted));
    const redo = async (): Promise<boolean> => {
      const options = askOptions(wire);
      before = options.then((kept) => kept?.get(option));
      return give(await options, value);
    };
    const undo = async (): Promise<boolean> => {
      const had = await before;
      return give(await askOptions(wire), had);
    };
    const name = `change ${namePairs([wire])}`;
    this.#do({ name, needs: "wires", undo: () => [this.#inTurn(undo)], redo: () => [this.#inTurn(redo)] });
  }

  /** Moves a wire to another end: one entry. The old one is cut when the new one is there: a refusal costs nobody a wire. */
  replug(wire: ShownWire, to: Ends): void {
    if (!this.#mayPatch() || !this.#possible(to)) return;
    const move = async (from: Ends, onto: Ends): Promise<boolean> => {
      const made = await allOf(this.#make([onto]));
      if (made) this.#cut([from]);
      return made;
    };
    const name = `re-plug ${namePairs([wire])} to ${namePairs([to])}`;
    this.#do({ name, needs: "wires", undo: () => [move(to, wire)], redo: () => [move(wire, to)] });
  }

  /**
   * Sets one value, or each of several parameters to the same or its own. What one hand does until it lets go is one entry, as is
   * what follows soon without a hand.
   */
  set(parameters: readonly ShownParameter[], value: Json | ((parameter: ShownParameter) => Json), hand?: number): void {
    if (!this.#lock.sets) return this.#notices.tell(this.#lock.reason, "bad");
    const writable = parameters.filter((parameter) => parameter.writable);
    if (writable.length === 0) return;
    const before = writable.map((parameter) => ({ parameter, value: this.#valves.wanted(parameter) }));
    const after = writable.map((parameter) => ({
      parameter,
      value: typeof value === "function" ? value(parameter) : value,
    }));
    const name = `set ${nameParameters(writable)}`;
    const merge = `set ${writable.map(({ key }) => key).join("\n")}`;
    const [undo, redo] = [() => this.#apply(before), () => this.#apply(after)];
    this.#do({ name, needs: "values", merge, hand, undo, redo });
  }

  /** Presses triggers. What they have started cannot be undone, so this is no entry of the history. */
  fire(parameters: readonly ShownParameter[]): void {
    if (!this.#lock.sets) return this.#notices.tell(this.#lock.reason, "bad");
    this.#apply(parameters.filter(({ writable }) => writable).map((parameter) => ({ parameter, value: true })));
  }

  /** Wires and values at once, as one entry: what was pasted. */
  paste(pairs: readonly Ends[], values: readonly { readonly parameter: ShownParameter; readonly value: Json }[]): void {
    const fresh = this.#lock.patches ? pairs.filter((pair) => this.#possible(pair)) : [];
    const settable = this.#lock.sets ? values.filter(({ parameter }) => parameter.writable) : [];
    if (fresh.length + settable.length === 0) return this.#notices.tell("nothing of it fits here", "bad");
    const before = settable.map(({ parameter }) => ({ parameter, value: this.#valves.wanted(parameter) }));
    const name = `paste ${count(fresh.length, "wire")} and ${count(settable.length, "value")}`;
    this.#do({
      name,
      needs: fresh.length > 0 ? "wires" : "values",
      undo: () => [...this.#cut(fresh), ...this.#apply(before)],
      redo: () => [...this.#make(fresh), ...this.#apply(settable)],
    });
    this.#notices.tell(name.replace("paste", "pasted"), "good");
  }

  #do(act: Act): void {
    this.#history.do(act, this.#now());
  }

  #apply(values: readonly { readonly parameter: ShownParameter; readonly value: Json | undefined }[]): Outcomes {
    return values.flatMap(({ parameter, value }) =>
      value === undefined ? [] : [this.#valves.set(this.#present(parameter), value)],
    );
  }

  /** A parameter that was taken away and came back is another object under the same key. */
  #present(parameter: ShownParameter): ShownParameter {
    return this.#network.parameter(parameter.key) ?? parameter;
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

  #make(pairs: readonly Ends[]): Outcomes {
    const { node } = this.#network;
    return pairs.map(async ({ emitter, sensor }) => {
      try {
        await node.connect(portOf(emitter), portOf(sensor), { timeout: LINK_TIMEOUT_MS });
      } catch (error) {
        // A wire to a node that has left waits for it; one that a present node does not take would wait for ever.
        if (!emitter.node.present || !sensor.node.present) return true;
        this.#notices.tell(messageOf(error), "bad");
        node.disconnect(portOf(emitter), portOf(sensor), { timeout: LINK_TIMEOUT_MS }).catch(() => {});
        // No event tells that a wire that was never made is no longer wanted.
        this.#network.lookAgain();
        return false;
      }
      return true;
    });
  }

  /** One change of options after the other: each begins with what the one before has made. */
  #inTurn(change: () => Promise<boolean>): Promise<boolean> {
    this.#changes = this.#changes.then(change, change);
    return this.#changes;
  }

  #keepsNone(wire: Ends): boolean {
    this.#notices.tell(`${namePairs([wire])}: its nodes do not say what is kept of it`, "bad");
    return false;
  }

  /** A wire that does not take other options keeps those that it has. */
  async #give({ emitter, sensor }: Ends, options: WireOptions): Promise<boolean> {
    const given = { options: Object.fromEntries(options), decide: true, timeout: LINK_TIMEOUT_MS };
    try {
      await this.#network.node.connect(portOf(emitter), portOf(sensor), given);
    } catch (error) {
      this.#notices.tell(`${namePairs([{ emitter, sensor }])}: ${messageOf(error)}`, "bad");
      return false;
    }
    return true;
  }

  #cut(pairs: readonly Ends[]): Outcomes {
    return pairs.map(async ({ emitter, sensor }) => {
      try {
        await this.#network.node.disconnect(portOf(emitter), portOf(sensor), { timeout: LINK_TIMEOUT_MS });
      } catch (error) {
        // A wire of a locked node stays: there is nothing to take back.
        this.#notices.tell(`${namePairs([{ emitter, sensor }])}: ${messageOf(error)}`, "bad");
        return false;
      }
      return true;
    });
  }
}

async function allOf(outcomes: Outcomes): Promise<boolean> {
  return (await Promise.all(outcomes)).every((outcome) => outcome);
}

export interface EditTools {
  readonly network: Network;
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

const LINK_TIMEOUT_MS = 5000;
