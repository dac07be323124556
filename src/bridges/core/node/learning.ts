import { show } from "../../../arguments/check.ts";
import { type Caller, type Json, NetworkError, parseAddress, type TransportNode, UsageError } from "../../../index.ts";
import type { BridgeMachine } from "../machine/bridge-machine.ts";
import type { BridgeEffect } from "../machine/messages.ts";

interface Learning {
  readonly now: () => number;
  readonly perform: (effects: readonly BridgeEffect[]) => void;
  /** The bindings are others now. */
  readonly keep: () => void;
  /** Everything that speaks is to be heard. */
  readonly hear: () => Promise<void> | undefined;
}

/**
 * Lets others bind a control to a parameter: `bridge.learn lamp/level`, and the next one that is moved is it. Nobody can bring in addresses,
 * ports or commands by that: an address comes from the control itself.
 */
export function offerLearning(
  node: TransportNode,
  machine: BridgeMachine,
  { now, perform, keep, hear }: Learning,
): void {
  node.handle("bridge.learn", async ([parameter], caller) => {
    const wanted = parameter === undefined || parameter === null ? undefined : readParameter(parameter);
    check(node, caller);
    machine.learn(wanted, now());
    perform([]);
    if (wanted !== undefined) await hear();
    return wanted === undefined ? null : `move a control within 30 seconds: it becomes ${wanted}`;
  });
  node.handle("bridge.unlearn", ([address], caller) => {
    check(node, caller);
    if (typeof address !== "string" || !machine.bindings.some((one) => one.address === address))
      throw new UsageError("not-found", `there is no binding of ${show(address)}`);
    perform(machine.unbind(address));
    keep();
    return null;
  });
  node.handle("bridge.bindings", () => machine.bindings.map((one) => ({ ...one })));
}

function readParameter(given: Json): string {
  if (typeof given !== "string")
    throw new UsageError("invalid-argument", `the parameter is ${show(given)}, not a text`);
  const { node, parameter } = parseAddress(given);
  return `${node}/${parameter}`;
}

/** A node that is locked is changed by nobody. */
function check(node: TransportNode, { name }: Caller): void {
  if (node.locked) throw new NetworkError("refused-by-peer", `${node.name} is locked: ${name} can bind nothing`);
}
