import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import type { Link } from "../core/link.ts";
import { whyNoEmitter, whyNoSensor } from "../old-nodes/old-nodes.ts";
import type { Ends } from "./ends.ts";

/** Why a link that is kept is not made, in words for people. */
export class LinkReasons {
  readonly #core: Core;
  readonly #ends: Ends;

  constructor(core: Core, ends: Ends) {
    this.#core = core;
    this.#ends = ends;
  }

  /** Which of its nodes are not here. */
  whyMissing({ emitter, sensor }: Link): string {
    const missing = [emitter.node, sensor.node].filter((node) => this.#ends.idOf(node) === undefined);
    return `${[...new Set(missing)].join(" and ")} ${new Set(missing).size > 1 ? "are" : "is"} not here`;
  }

  /** Why a link between present nodes cannot be asked for yet. What an old node lacks it may register later. */
  whyNot({ emitterNode, emitter, sensorNode, sensor }: Subscription): string | undefined {
    const { peers } = this.#core;
    const [from, to] = [peers.get(emitterNode), peers.get(sensorNode)];
    const wrongEmitter =
      this.#whyNoPort(emitterNode, emitter ?? "", "e", "emitter") ?? (from && whyNoEmitter(from, emitter ?? ""));
    if (wrongEmitter !== undefined && from?.complete) this.#core.lookFor(from);
    const wrongSensor =
      this.#whyNoPort(sensorNode, sensor ?? "", "s", "sensor") ?? (to && whyNoSensor(to, sensor ?? ""));
    if (wrongSensor !== undefined && to?.complete) this.#core.lookFor(to);
    return wrongEmitter ?? wrongSensor;
  }

  #whyNoPort(node: string, path: string, letter: "e" | "s", what: string): string | undefined {
    const { name } = this.#core.who(node);
    const peer = this.#core.peers.get(node);
    const parameter = (peer?.tree ?? this.#core.tree).parameters.get(path);
    if (parameter === undefined) {
      return peer?.complete === false ? `${name} is not known yet` : `${name} has no ${what} "${path}"`;
    }
    if (!parameter.access.includes(letter)) {
      return `${name}/${path} is no ${what}: its access is "${parameter.access}", without ${letter}`;
    }
    return undefined;
  }
}
