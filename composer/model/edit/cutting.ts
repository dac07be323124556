import type { Network } from "../network/network.ts";
import type { ShownWire } from "../network/shown-wire.ts";
import type { Selection } from "../view/selection.ts";

/** What a cut without a mouse looks at. */
export interface Cuttable {
  readonly network: Pick<Network, "wires">;
  readonly selection: Pick<Selection, "has">;
}

/** The wires from one selected node to another. */
export function wiresBetween({ network, selection }: Cuttable): readonly ShownWire[] {
  return network.wires.filter(({ emitter, sensor }) => {
    return emitter.node !== sensor.node && [emitter, sensor].every(({ node }) => selection.has(node.key));
  });
}

/** The wires that leave what is selected: one of their nodes is selected, the other is not. */
export function wiresAround({ network, selection }: Cuttable): readonly ShownWire[] {
  return network.wires.filter(({ emitter, sensor }) => {
    return selection.has(emitter.node.key) !== selection.has(sensor.node.key);
  });
}
