import { formatAddress } from "../../../src/browser.ts";
import type { Json, Port } from "../../../src/index.ts";
import type { Network } from "../network/network.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { mappedPart, type WireEnds } from "../network/shown-wire.ts";
import { askOptions, type WireOptions, withOption } from "../network/wire-options.ts";
import { portOf } from "../network/wires.ts";
import type { Notices } from "../notices.ts";
import { count, messageOf } from "../view/words.ts";
import type { Outcomes } from "./history.ts";
import { type KeptOperator, OperatorKeeper } from "./operator-keeper.ts";

/** Two ends that a wire joins or should join. */
export interface Ends {
  readonly emitter: ShownParameter;
  readonly sensor: ShownParameter;
  /** The operator through which it goes; undefined for one that goes straight. */
  readonly via?: Way | undefined;
  /** How its values are to travel; what its nodes keep of it, without. */
  readonly options?: WireOptions | undefined;
}

/** An operator, by its node and its name. */
export interface Way {
  readonly node: ShownNode;
  readonly operator: string;
}

/** Makes wires, cuts them and changes their options; says why when a node does not allow it. */
export class Wiring {
  readonly #network: Network;
  readonly #notices: Notices;
  readonly #keeper: OperatorKeeper;
  /** What stood between the ends of a wire when it was cut. */
  readonly #kept = new WeakMap<Way, KeptOperator>();
  #changes: Promise<boolean> = Promise.resolve(true);

  constructor(network: Network, notices: Notices) {
    this.#network = network;
    this.#notices = notices;
    this.#keeper = new OperatorKeeper(network, notices);
  }

  /** A wire that is to go through a new operator of that node; it begins at the value that the sensor has: nothing jumps. */
  through({ emitter, sensor }: Ends, node: ShownNode, options?: WireOptions): Ends {
    const operator = freeName(node);
    const [input, output] = ["in", "out"].map((end) => portOf({ node, path: `${operator}.${end}` })) as [Port, Port];
    const way: Way = { node, operator };
    const settings = new Map<string, Json>([
      ["operator", "pass"],
      ["type", sensor.typeHint],
      ["between", [emitter, sensor].map(({ node: { name }, path }) => formatAddress({ node: name, parameter: path }))],
      ...(sensor.value === undefined ? [] : ([["in", sensor.value]] as const)),
    ]);
    const wires = [
      { emitter: portOf(emitter), sensor: input, options },
      { emitter: output, sensor: portOf(sensor), options: undefined },
    ];
    this.#kept.set(way, { settings, wires });
    return { emitter, sensor, via: way };
  }

  make(pairs: readonly Ends[]): Outcomes {
    return pairs.map((pair) => (pair.via === undefined ? this.#makeStraight(pair) : this.#makeThrough(pair.via)));
  }

  cut(pairs: readonly Ends[]): Outcomes {
    return pairs.map(async (pair) => {
      const { emitter, sensor, via } = pair;
      try {
        if (via !== undefined) this.#kept.set(via, await this.#keeper.take(via.node, via.operator));
        else await this.#network.node.disconnect(portOf(emitter), portOf(sensor), { timeout: LINK_TIMEOUT_MS });
      } catch (error) {
        // A wire of a locked node stays: there is nothing to take back.
        this.#notices.tell(`${namePairs([pair])}: ${messageOf(error)}`, "bad");
        return false;
      }
      return true;
    });
  }

  async #makeStraight({ emitter, sensor, options }: Ends): Promise<boolean> {
    const { node } = this.#network;
    const said = options !== undefined && options.size > 0 && { options: Object.fromEntries(options) };
    try {
      await node.connect(portOf(emitter), portOf(sensor), { ...said, timeout: LINK_TIMEOUT_MS });
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
  }

  /** The operator and both of its wires, or nothing. */
  async #makeThrough(way: Way): Promise<boolean> {
    const kept = this.#kept.get(way);
    if (kept === undefined) return false;
    try {
      await this.#keeper.make(way.node, way.operator, kept, { whole: true });
    } catch (error) {
      this.#notices.tell(messageOf(error), "bad");
      return false;
    }
    return true;
  }

  /**
   * How to give a wire another option, and how to take that back: this option alone. The others are what the nodes of the wire keep
   * at that moment, whoever has changed them since.
   */
  option(wire: WireEnds, option: string, value: Json | undefined): OptionChange {
    let was: Json | undefined;
    let before: Promise<Json | undefined> | undefined;
    const give = async (options: WireOptions | undefined, wanted: Json | undefined): Promise<boolean> =>
      options === undefined ? this.#keepsNone(wire) : this.#give(wire, withOption(options, option, wanted));
    const redo = async (): Promise<boolean> => {
      const options = askOptions(wire);
      before = options.then((kept) => kept?.get(option));
      was = await before;
      return give(await options, value);
    };
    const undo = async (): Promise<boolean> => {
      const had = await before;
      return give(await askOptions(wire), had);
    };
    return { undo: () => this.#inTurn(undo), redo: () => this.#inTurn(redo), was: () => was };
  }

  /** One change of options after the other: each begins with what the one before has made. */
  #inTurn(change: Change): Promise<boolean> {
    this.#changes = this.#changes.then(change, change);
    return this.#changes;
  }

  #keepsNone(wire: WireEnds): boolean {
    this.#notices.tell(`${namePairs([wire])}: its nodes do not say what is kept of it`, "bad");
    return false;
  }

  /** A wire that does not take other options keeps those that it has. */
  async #give(wire: WireEnds, options: WireOptions): Promise<boolean> {
    const { emitter, sensor } = mappedPart(wire);
    const given = { options: Object.fromEntries(options), decide: true, timeout: LINK_TIMEOUT_MS };
    try {
      await this.#network.node.connect(portOf(emitter), portOf(sensor), given);
    } catch (error) {
      this.#notices.tell(`${namePairs([wire])}: ${messageOf(error)}`, "bad");
      return false;
    }
    return true;
  }
}

/** The name of an operator that the node has not yet. */
function freeName({ operators, parameters }: ShownNode): string {
  const isTaken = (name: string): boolean => operators?.has(name) === true || parameters.has(`${name}.in`);
  let name = "between";
  for (let count = 2; isTaken(name); count += 1) name = `between${count}`;
  return name;
}

/** Whether something came to pass. */
type Change = () => Promise<boolean>;

interface OptionChange {
  readonly undo: Change;
  readonly redo: Change;
  /** What it was before; known once it was done. */
  readonly was: () => Json | undefined;
}

/** Whether all of it came to pass. */
export async function allOf(outcomes: Outcomes): Promise<boolean> {
  return (await Promise.all(outcomes)).every((outcome) => outcome);
}

/** `desk/level → lamp/level`, or how many there are. */
export function namePairs(pairs: readonly Pick<Ends, "emitter" | "sensor">[]): string {
  const [first] = pairs;
  if (first === undefined || pairs.length > 1) return count(pairs.length, "wire");
  return `${first.emitter.address} → ${first.sensor.address}`;
}

const LINK_TIMEOUT_MS = 5000;
