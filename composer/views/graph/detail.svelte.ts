import { getContext, setContext } from "svelte";
import { FrameQueue } from "./frame-queue.ts";

/** How much of the nodes is drawn: what is too small to be read is not. */
export class Detail {
  #zoom: number = $state(1);
  readonly level: "far" | "mid" | "near" = $derived(this.#zoom < FAR ? "far" : this.#zoom < MID ? "mid" : "near");
  readonly turns: FrameQueue = new FrameQueue();

  /** From the graph. */
  become(zoom: number): void {
    this.#zoom = zoom;
  }
}

export function provideDetail(detail: Detail): void {
  setContext(DETAIL, detail);
}

export function useDetail(): Detail {
  return getContext(DETAIL);
}

const DETAIL = Symbol("detail");
const FAR = 0.3;
const MID = 0.46;
