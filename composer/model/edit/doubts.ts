import { formatJson } from "../../../src/browser.ts";
import type { Json, LinkState } from "../../../src/index.ts";
import type { Network } from "../network/network.ts";
import { mappedPart, type ShownWire, type WireEnds, wireKey } from "../network/shown-wire.ts";
import type { WireStates } from "../network/wire-states.ts";
import { portOf } from "../network/wires.ts";
import { nameLink } from "../render/event-log.ts";
import { type Ends, namePairs } from "./wiring.ts";

/** Two ends, whatever is between them. */
type Pair = Pick<Ends, "emitter" | "sensor">;

/** Why wires are not what this page has left: somebody else has been there since, whose work would be lost. */
export class WireDoubts {
  readonly #network: Network;
  readonly #states: WireStates;

  constructor(network: Network, states: WireStates) {
    this.#network = network;
    this.#states = states;
  }

  /**
   * Those that are connected already, and the others. Who connects the first once more has made nothing: to take that back must not cut
   * what was there.
   */
  split(pairs: readonly Ends[]): readonly [stands: readonly Ends[], others: readonly Ends[]] {
    const wanted = this.#wanted();
    const stands = (pair: Ends): boolean => {
      const wire = pair.via === undefined ? this.#network.wire(keyOf(pair)) : undefined;
      return wire !== undefined && wire.via === undefined && isMade(wire, wanted);
    };
    return [pairs.filter(stands), pairs.filter((pair) => !stands(pair))];
  }

  /** These were left as wires that the node of that name has made: somebody else has decided since that they are to be. */
  whyMadeElse(pairs: readonly Pair[], left: string = this.#network.node.name): string | undefined {
    const wanted = this.#wanted();
    for (const pair of pairs) {
      const wire = this.#network.wire(keyOf(pair));
      const by = wire === undefined ? "" : this.#maker(wire, wanted);
      if (by !== "" && by !== left) return `${namePairs([pair])} was made by ${by} since`;
    }
    return undefined;
  }

  /** These were left as no wires: somebody else has made one. */
  whyMade(pairs: readonly Pair[]): string | undefined {
    const wanted = this.#wanted();
    for (const pair of pairs) {
      const wire = this.#network.wire(keyOf(pair));
      if (wire === undefined || !isMade(wire, wanted)) continue;
      const by = this.#maker(wire, wanted);
      return `${namePairs([pair])} was made${by === "" ? "" : ` by ${by}`} since`;
    }
    return undefined;
  }

  /**
   * An option of this wire has another value than it was left with here; or the wire was cut, and would be made again by it. What nobody
   * tells is no doubt.
   */
  whyOtherOption(wire: WireEnds, option: string, left: Json | undefined): string | undefined {
    const shown = this.#network.wire(keyOf(wire));
    if (shown?.made !== true && !this.#wanted().has(linkName(shown ?? wire)))
      return `${namePairs([wire])} was cut since`;
    const options = shown && this.#states.of(shown)?.options;
    if (options === undefined) return undefined;
    const [now, here] = [options.get(option), left].map(describe);
    return now === here ? undefined : `${option} of ${namePairs([wire])} is ${now} now, and was left at ${here} here`;
  }

  /** The links that are to be, as far as this page knows: it hears of a decision sooner than nodes answer what they are asked. */
  #wanted(): Wanted {
    const wanted = this.#network.node.links.filter(({ state }) => state !== "cut");
    return new Map(wanted.map((link) => [nameLink(link), link]));
  }

  /** The node on which somebody decided last that a wire is to be; empty where nobody says. */
  #maker(wire: ShownWire, wanted: Wanted): string {
    const link = wanted.get(linkName(wire));
    return (link?.declared === true ? undefined : link?.by) || (this.#states.of(wire)?.by ?? "");
  }
}

type Wanted = ReadonlyMap<string, LinkState>;

/** One that was cut here a moment ago is no longer wanted, although its nodes list it still. */
function isMade(wire: ShownWire, wanted: Wanted): boolean {
  return wire.made && wanted.get(linkName(wire))?.state === "made";
}

function linkName(wire: WireEnds): string {
  const { emitter, sensor } = mappedPart(wire);
  return nameLink({ emitter: portOf(emitter), sensor: portOf(sensor) });
}

function keyOf({ emitter, sensor }: Pair): string {
  return wireKey(emitter, sensor);
}

function describe(value: Json | undefined): string {
  return value === undefined ? "not said" : formatJson(value);
}
