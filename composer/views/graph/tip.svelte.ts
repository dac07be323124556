import { getContext, setContext } from "svelte";
import type { ShownWire } from "../../model/network/shown-wire.ts";

/** The wire under the pointer, for the one card that the graph has. */
export class Tip {
  on: { readonly wire: ShownWire; readonly x: number; readonly y: number } | undefined = $state.raw();

  show(wire: ShownWire, { clientX: x, clientY: y }: PointerEvent): void {
    this.on = { wire, x, y };
  }

  /** The pointer is elsewhere. A finger is nowhere once it is lifted: what it touched stays told until it touches something else. */
  leave(wire: ShownWire, { pointerType }: PointerEvent): void {
    if (this.on?.wire.key === wire.key && pointerType !== "touch") this.on = undefined;
  }

  hide(): void {
    this.on = undefined;
  }
}

export function provideTip(tip: Tip): void {
  setContext(TIP, tip);
}

export function useTip(): Tip {
  return getContext(TIP);
}

const TIP = Symbol("tip");
