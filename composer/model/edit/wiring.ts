import type { Json } from "../../../src/index.ts";
import type { Network } from "../network/network.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { askOptions, type WireOptions, withOption } from "../network/wire-options.ts";
import { portOf } from "../network/wires.ts";
import type { Notices } from "../notices.ts";
import { count, messageOf } from "../view/words.ts";
import type { Outcomes } from "./history.ts";

/** Two ends that a wire joins or should join. */
export interface Ends {
  readonly emitter: ShownParameter;
  readonly sensor: ShownParameter;
}

/** Makes wires, cuts them and changes their options; says why when a node does not allow it. */
export class Wiring {
  readonly #network: Network;
  readonly #notices: Notices;
  #changes: Promise<boolean> = Promise.resolve(true);

  constructor(network: Network, notices: Notices) {
    this.#network = network;
    this.#notices = notices;
  }

  make(pairs: readonly Ends[]): Outcomes {
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

  cut(pairs: readonly Ends[]): Outcomes {
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

  /**
   * How to give a wire another option, and how to take that back: this option alone. The others are what the nodes of the wire keep
   * at that moment, whoever has changed them since.
   */
  option(wire: Ends, option: string, value: Json | undefined): { readonly undo: Change; readonly redo: Change } {
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
    return { undo: () => this.#inTurn(undo), redo: () => this.#inTurn(redo) };
  }

  /** One change of options after the other: each begins with what the one before has made. */
  #inTurn(change: Change): Promise<boolean> {
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
}

/** Whether something came to pass. */
type Change = () => Promise<boolean>;

/** Whether all of it came to pass. */
export async function allOf(outcomes: Outcomes): Promise<boolean> {
  return (await Promise.all(outcomes)).every((outcome) => outcome);
}

/** `desk/level → lamp/level`, or how many there are. */
export function namePairs(pairs: readonly Ends[]): string {
  const [first] = pairs;
  if (first === undefined || pairs.length > 1) return count(pairs.length, "wire");
  return `${first.emitter.address} → ${first.sensor.address}`;
}

const LINK_TIMEOUT_MS = 5000;
