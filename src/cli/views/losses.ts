import type { LinkState } from "../../index.ts";
import { formatAddress } from "../../index.ts";

/** A link whose map has lost values: so many in all, and so many since that was told last. */
export interface Loss extends Pick<LinkState, "emitter" | "sensor"> {
  readonly dropped: number;
  readonly more: number;
}

/** Finds links whose maps lost more values since they were looked at last. */
export class Losses {
  readonly #known = new Map<string, number>();

  /** Of the links that the node of the sensors tells. */
  *of(links: readonly LinkState[] | undefined, node: string): Generator<Loss> {
    for (const { emitter, sensor, dropped = 0 } of links ?? []) {
      if (sensor.node !== node) continue;
      const key = `${formatAddress(emitter)} ${formatAddress(sensor)}`;
      const before = this.#known.get(key) ?? 0;
      this.#known.set(key, dropped);
      // A map that is another one now counts anew.
      const more = dropped < before ? dropped : dropped - before;
      if (more > 0) yield { emitter, sensor, dropped, more };
    }
  }
}
