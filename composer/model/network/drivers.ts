import type { Network } from "./network.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import { isMuted, type ShownWire } from "./shown-wire.ts";
import type { WireStates } from "./wire-states.ts";

/** Which wires move a sensor. A hand on it would fight them value by value, so it has to take the sensor over first. */
export class Drivers {
  readonly #network: Network;
  readonly #states: WireStates;

  constructor(network: Network, states: WireStates) {
    this.#network = network;
    this.#states = states;
  }

  /** The wires that move it now. Events are no fight: each of them counts, whoever it comes from. */
  of(parameter: ShownParameter): readonly ShownWire[] {
    if (parameter.event) return [];
    return this.#network.wires.filter(
      (wire) => wire.sensor === parameter && this.#drives(wire) && !this.#leads(parameter, wire.emitter),
    );
  }

  /** Why a hand has to leave it alone; undefined when nothing else moves it. */
  why(parameter: ShownParameter): string | undefined {
    const [first, ...others] = this.of(parameter);
    if (first === undefined) return undefined;
    return `driven by ${first.emitter.address}${others.length === 0 ? "" : ` and ${others.length} more`}`;
  }

  /** What is not known is taken for so: rather a control that rests than one that fights. */
  #drives(wire: ShownWire): boolean {
    const { made, emitter, sensor } = wire;
    if (!made || !emitter.node.present || !sensor.node.present) return false;
    const options = this.#states.of(wire)?.options;
    const priority = options?.get("priority");
    return !isMuted(options) && !(typeof priority === "number" && priority < OF_HANDS);
  }

  /** Whether one leads to the other: faders that follow each other obey the hand on any of them. */
  #leads(from: ShownParameter, to: ShownParameter): boolean {
    const seen = new Set([from]);
    for (const one of seen)
      for (const { emitter, sensor, made } of this.#network.wires) if (made && emitter === one) seen.add(sensor);
    return seen.has(to);
  }
}

/** What a value counts for that is set: a wire of a lower priority gives way to it. */
const OF_HANDS = 100;
