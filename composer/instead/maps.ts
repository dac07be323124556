// Stands in for three files of src/zocp/maps in the page: link-map.ts, kinds.ts and units.ts. What maps of links do, expressions among
// them, would be a twentieth of what a browser loads to open the page, and no link ends at the page itself: it comes a moment later,
// before anything that needs it.
import type { Json } from "../../src/bytes/json.ts";
import { UsageError } from "../../src/errors.ts";
import type { MapSurroundings, LinkMap as RealMap } from "../../src/zocp/maps/link-map.ts";

let maps: Maps | undefined;
interface Maps {
  readonly LinkMap: new (map: Json, around?: MapSurroundings) => RealMap;
  readonly differs: (from: string | undefined, to: string | undefined) => boolean;
}

/** Resolves when there can be maps. Rejects when what makes them cannot be loaded. */
export async function loadMaps(): Promise<void> {
  maps ??= await import("./later-maps.ts");
}

/** The map of a link. Throws `UsageError` before {@link loadMaps} is done, too. */
export class LinkMap {
  constructor(map: Json, around?: MapSurroundings) {
    if (maps === undefined)
      throw new UsageError("invalid-map", "map: the part of the page that reads maps is not loaded");
    // biome-ignore lint/correctness/noConstructorReturn: what is made is a real one.
    return new maps.LinkMap(map, around) as unknown as LinkMap;
  }
}

/** Whether what may be a map has a stage that must get every single value. */
export function wantsEvery(map: Json | undefined): boolean {
  return Array.isArray(map) && map.some((stage: Json) => stage instanceof Map && EVERY.some((name) => stage.has(name)));
}

/** Whether values are reckoned from one unit to another. */
export function differs(from: string | undefined, to: string | undefined): boolean {
  return maps?.differs(from, to) ?? false;
}

const EVERY = ["toggle", "count", "edge"];
