import { formatJson } from "../../../src/browser.ts";
import type { Json } from "../../../src/index.ts";
import type { Network } from "../network/network.ts";
import { type WireEnds, wireKey } from "../network/shown-wire.ts";
import type { WireStates } from "../network/wire-states.ts";
import { type Ends, namePairs } from "./wiring.ts";

/** Why wires are not what this page has left: somebody else has been there since, whose work would be lost. */
export class WireDoubts {
  readonly #network: Network;
  readonly #states: WireStates;

  constructor(network: Network, states: WireStates) {
    this.#network = network;
    this.#states = states;
  }

  /** Somebody else has decided last that these wires are to be: they are no longer what this page has made. */
  whyMadeElse(pairs: readonly Ends[]): string | undefined {
    const me = this.#network.node.name;
    for (const pair of pairs) {
      const by = this.#states.of({ key: wireKey(pair.emitter, pair.sensor) })?.by ?? "";
      if (by !== "" && by !== me) return `${namePairs([pair])} was made by ${by} since`;
    }
    return undefined;
  }

  /** An option of these wires has another value than it was left with here. What nobody tells is no doubt. */
  whyOtherOption(wires: readonly WireEnds[], option: string, left: Json | undefined): string | undefined {
    for (const wire of wires) {
      const options = this.#states.of({ key: wireKey(wire.emitter, wire.sensor) })?.options;
      if (options === undefined) continue;
      const [now, here] = [options.get(option), left].map(describe);
      if (now !== here) return `${option} of ${namePairs([wire])} is ${now} now, and was left at ${here} here`;
    }
    return undefined;
  }
}

function describe(value: Json | undefined): string {
  return value === undefined ? "not said" : formatJson(value);
}
