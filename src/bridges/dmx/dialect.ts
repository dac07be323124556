import { dimensionsOf, type Kind } from "../core/kind.ts";
import type { Dialect } from "../core/machine/mappings.ts";
import { parseDmxAddress } from "./address.ts";
import { CHANNEL } from "./fixtures.ts";
import type { DmxSettings } from "./settings.ts";

/** What DMX can carry: numbers from 0 to 255, in universes that come in or go out. */
export function dialectOf({ input, output }: Pick<DmxSettings, "input" | "output">): Dialect {
  return {
    escape: (name) => name,
    nameOf: (address) => address,
    controls: LEVELS,
    fixed: LEVELS,
    kindOf: (address) => {
      const parsed = parseDmxAddress(address);
      const bytes = typeof parsed === "string" || parsed.slots.every(({ fine }) => fine === undefined);
      return { typeHint: bytes ? "int" : "flt", min: CHANNEL.min, max: CHANNEL.max } as Kind;
    },
    unfit: (address, kind) => {
      const parsed = parseDmxAddress(address);
      if (typeof parsed === "string") return parsed;
      const { universe, slots } = parsed;
      if (![...input, ...output].some(({ first, last }) => universe >= first && universe <= last))
        return `universe ${universe} is in no "input" and no "output"`;
      if (kind.event === true) return "events have no place in DMX, where every level stands";
      if (kind.typeHint === "string" || kind.typeHint === "any") return `a value of type ${kind.typeHint} is no level`;
      const wanted = dimensionsOf(kind) ?? 1;
      if (wanted === slots.length) return undefined;
      return `${address} is ${slots.length === 1 ? "one number" : `${slots.length} numbers`}, and it has ${wanted}: ${universe}/${slots[0]?.coarse}-${(slots[0]?.coarse ?? 1) + wanted - 1}`;
    },
  };
}

const LEVELS = [0, 255] as const;
