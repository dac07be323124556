import { loadMaps } from "./instead/maps.ts";
import { Composer, type ComposerOptions } from "./model/composer.ts";
import type { Presence } from "./model/together/presence.ts";
import { Settings, type Shelf } from "./model/view/settings.ts";
import { stage, timing } from "./stage.ts";
import { loadAhead } from "./views/ahead.ts";

/** What a page is shown on. */
export type GivenOptions = Pick<ComposerOptions, "node" | "inspector" | "connection" | "readOnly" | "arranging">;

/** Everything behind a page, in a browser. */
export function compose(options: GivenOptions): Composer {
  const kept = shelf();
  const composer = new Composer({ ...options, stage, timing, shelf: kept, settings: new Settings(kept) });
  let presence: Presence | undefined;
  const meet = async (): Promise<void> => {
    const { Presence } = await import("./model/together/presence.ts");
    presence = new Presence(composer);
  };
  setInterval(() => {
    composer.look();
    presence?.look();
  }, LOOK_EVERY);
  loadAhead(loadMaps, meet);
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
