import { loadMaps } from "./instead/maps.ts";
import { Composer, type ComposerOptions } from "./model/composer.ts";
import type { Presence } from "./model/together/presence.ts";
import type { SharedActs } from "./model/together/shared-acts.ts";
import { stage, timing } from "./stage.ts";
import { loadAhead } from "./views/ahead.ts";

/** What a page is shown on. */
export type GivenOptions = Pick<
  ComposerOptions,
  "node" | "inspector" | "connection" | "readOnly" | "performs" | "arranging" | "settings" | "shelf"
>;

/** Everything behind a page, in a browser. */
export function compose(options: GivenOptions): Composer {
  const composer = new Composer({ ...options, stage, timing });
  let presence: Presence | undefined;
  let acts: SharedActs | undefined;
  const meet = async (): Promise<void> => {
    const { actsOf, KnownPlaces, Presence } = await import("./together.ts");
    presence = new Presence(composer);
    acts = actsOf(composer);
    new KnownPlaces(composer);
  };
  setInterval(() => {
    composer.look();
    presence?.look();
    acts?.look();
  }, LOOK_EVERY);
  loadAhead(loadMaps, meet, () => import("./letters.css"));
  return composer;
}

const LOOK_EVERY = 500;
