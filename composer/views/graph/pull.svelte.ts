import { getContext, setContext } from "svelte";
import type { Ends } from "../../model/edit/wiring.ts";
import { whyNoWire } from "../../model/network/rules.ts";
import type { ShownParameter } from "../../model/network/shown-parameter.ts";
import type { ShownWire } from "../../model/network/shown-wire.ts";

/** A wire that is being pulled: from where, and what the port under the pointer says to it. */
export class Pull {
  from: { readonly parameter: ShownParameter; readonly emits: boolean } | undefined = $state.raw();
  hint: { readonly x: number; readonly y: number; readonly text: string; readonly bad: boolean } | undefined =
    $state.raw();

  /** The wire whose end is being pulled; undefined for a new one. */
  wire: ShownWire | undefined;
  /** The wire that is to be taken off its sensor: its end can be taken hold of, wherever the pointer is. */
  taken: string | undefined = $state();

  /** Where it was plugged in, when more of what is selected fit. */
  many: Ends | undefined;

  /** Escape was pressed: wherever it is let go, it is plugged into nothing. */
  dropped = false;

  /** Why the wire cannot end there; undefined when it can, or when nothing is being pulled. */
  why(target: ShownParameter): string | undefined {
    if (this.from === undefined) return undefined;
    const { parameter, emits } = this.from;
    return emits ? whyNoWire(parameter, target) : whyNoWire(target, parameter);
  }

  end(): void {
    this.from = undefined;
    this.wire = undefined;
    this.many = undefined;
    this.taken = undefined;
    this.hint = undefined;
    this.dropped = false;
  }
}

export function providePull(pull: Pull): void {
  setContext(PULL, pull);
}

export function usePull(): Pull {
  return getContext(PULL);
}

const PULL = Symbol("pull");
