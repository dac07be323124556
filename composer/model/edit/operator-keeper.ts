import type { Json, JsonInput, JsonObject, Port } from "../../../src/index.ts";
import type { Network } from "../network/network.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { ShownWire } from "../network/shown-wire.ts";
import { askOptions, type WireOptions } from "../network/wire-options.ts";
import { portOf } from "../network/wires.ts";
import type { Notices } from "../notices.ts";
import { messageOf } from "../view/words.ts";

/** What an operator is made of; `operator` is its kind. */
export type OperatorSettings = JsonObject;

/** What was taken away with an operator. */
export interface KeptOperator {
  readonly settings: OperatorSettings;
  readonly wires: readonly KeptWire[];
}

interface KeptWire {
  readonly emitter: Port;
  readonly sensor: Port;
  readonly options: WireOptions | undefined;
}

/** Takes operators away with their wires, and makes them again as they were. */
export class OperatorKeeper {
  readonly #network: Network;
  readonly #notices: Notices;

  constructor(network: Network, notices: Notices) {
    this.#network = network;
    this.#notices = notices;
  }

  /** Its wires, each for itself. */
  wiresOf(host: ShownNode, name: string): readonly ShownWire[] {
    return this.#network.links.filter(({ emitter, sensor }) => [emitter, sensor].some((end) => isOf(end, host, name)));
  }

  /** Rejects with why it stays. */
  async take(host: ShownNode, name: string): Promise<KeptOperator> {
    const wires = await Promise.all(
      this.wiresOf(host, name).map(async (wire) => {
        return { emitter: portOf(wire.emitter), sensor: portOf(wire.sensor), options: await askOptions(wire) };
      }),
    );
    const removed = (await callOperators(host, "remove", [name])) as JsonObject;
    // A link to what is not there any more would wait for it.
    for (const wire of wires) this.#cut(wire);
    return { settings: removed.get("settings") as OperatorSettings, wires };
  }

  /** Rejects with why it, or one of its wires, is not made. `whole`: then nothing of it is left. */
  async make(host: ShownNode, name: string, kept: KeptOperator, { whole = false } = {}): Promise<void> {
    await callOperators(host, "add", [name, kept.settings]);
    const made = kept.wires.map(({ emitter, sensor, options }) =>
      this.#network.node.connect(emitter, sensor, {
        ...(options !== undefined && { options: Object.fromEntries(options) }),
        ...{ decide: true, timeout: ANSWER },
      }),
    );
    const failed = (await Promise.allSettled(made)).find(({ status }) => status === "rejected");
    if (failed === undefined) return;
    if (whole) await this.#drop(host, name, kept);
    throw (failed as PromiseRejectedResult).reason;
  }

  async #drop(host: ShownNode, name: string, { wires }: KeptOperator): Promise<void> {
    for (const wire of wires) this.#cut(wire);
    await callOperators(host, "remove", [name]).catch((error: unknown) => {
      this.#notices.tell(`${host.name}/${name} could not be taken back: ${messageOf(error)}`, "bad");
    });
  }

  #cut({ emitter, sensor }: KeptWire): void {
    this.#network.node
      .disconnect(emitter, sensor, { timeout: ANSWER })
      .catch((error: unknown) => this.#notices.tell(`not cut: ${messageOf(error)}`, "bad"));
  }
}

/** Calls a node that offers operators. */
export async function callOperators(host: ShownNode, method: string, args: readonly JsonInput[]): Promise<Json> {
  if (host.remote === undefined) throw new Error(`${host.name} is away`);
  return host.remote.call(`operators.${method}`, args, { timeout: ANSWER });
}

function isOf({ node, group }: ShownWire["emitter"], host: ShownNode, name: string): boolean {
  return node === host && group === name;
}

const ANSWER = 5000;
