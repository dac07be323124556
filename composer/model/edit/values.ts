import { formatJson, type Json } from "../../../src/browser.ts";
import type { Drivers } from "../network/drivers.ts";
import type { Network } from "../network/network.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { Valves } from "../network/valves.ts";
import type { Outcomes } from "./history.ts";
import type { Ends } from "./wiring.ts";

/** Parameters and what they are to have, or had. */
export type Values = readonly { readonly parameter: ShownParameter; readonly value: Json | undefined }[];

/** Brings values to parameters, and knows whether these still have what they were given here. */
export class ValueSetter {
  readonly #network: Network;
  readonly #valves: Valves;
  readonly #drivers: Drivers;

  constructor(network: Network, valves: Valves, drivers: Drivers) {
    this.#network = network;
    this.#valves = valves;
    this.#drivers = drivers;
  }

  /** What they have now, or what the hand wants. */
  present(parameters: readonly ShownParameter[]): Values {
    return parameters.map((parameter) => ({ parameter, value: this.#valves.wanted(parameter) }));
  }

  apply(values: Values): Outcomes {
    return values.flatMap(({ parameter, value }) =>
      value === undefined ? [] : [this.#valves.set(this.#present(parameter), value)],
    );
  }

  /** Why what was done here is not what there is now: somebody else has been there since. Undefined while it is. */
  whyElse(parameters: readonly ShownParameter[]): string | undefined {
    const others = parameters.map((parameter) => this.#present(parameter)).filter((one) => this.#isElse(one));
    const [first] = others;
    if (first === undefined) return undefined;
    const now = formatJson(this.#valves.wanted(first) ?? null);
    const more = others.length === 1 ? "" : `, and ${others.length - 1} more are something else, too`;
    return `${first.address} is ${now} now, and was left at ${formatJson(this.#valves.given(first) ?? null)} here${more}`;
  }

  /**
   * A sensor gets back what it had before a wire moved it: when it was that wire that moved it last, and nothing else drives it.
   */
  async giveBack({ emitter, sensor }: Ends, value: Json | undefined): Promise<void> {
    const driven = this.#drivers.of(sensor).some((wire) => wire.emitter !== emitter);
    if (value === undefined || !sensor.writable || sensor.event || driven) return;
    if (await this.#isMovedBy(emitter, sensor)) await Promise.all(this.apply([{ parameter: sensor, value }]));
  }

  /** An old node does not say; its sensor has nothing but the wire that could have moved it. */
  async #isMovedBy(emitter: ShownParameter, { node, path }: ShownParameter): Promise<boolean> {
    if (node.remote === undefined || !node.extensions) return true;
    const holding = (await node.remote.owners([path], { timeout: ANSWER_TIMEOUT_MS }).catch(() => undefined))?.get(
      path,
    );
    return holding?.by === "signal" && holding.name === emitter.node.name;
  }

  #isElse(parameter: ShownParameter): boolean {
    const given = this.#valves.given(parameter);
    const now = this.#valves.wanted(parameter);
    return given !== undefined && now !== undefined && formatJson(now) !== formatJson(given);
  }

  /** A parameter that was taken away and came back is another object under the same key. */
  #present(parameter: ShownParameter): ShownParameter {
    return this.#network.parameter(parameter.key) ?? parameter;
  }
}

const ANSWER_TIMEOUT_MS = 3000;
