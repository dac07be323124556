import { loadMaps } from "./instead/maps.ts";
import { Composer, type ComposerOptions } from "./model/composer.ts";
import { Settings, type Shelf } from "./model/view/settings.ts";
import { stage, timing } from "./stage.ts";
import { loadAhead } from "./views/ahead.ts";

/** What a page is shown on. */
export type GivenOptions = Pick<ComposerOptions, "node" | "inspector" | "connection" | "readOnly" | "arranging">;

/** Everything behind a page, in a browser. */
export function compose(options: GivenOptions): Composer {
  const kept = shelf();
  const composer = new Composer({ ...options, stage, timing, shelf: kept, settings: new Settings(kept) });
  setInterval(() => composer.look(), LOOK_EVERY);
  loadAhead(loadMaps);
  return composer;
}

/** A browser may forbid a page to keep anything: then its settings last as long as it does. */
function shelf(): Shelf {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

const LOOK_EVERY = 500;
