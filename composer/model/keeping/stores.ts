import type { Network } from "../network/network.ts";
import type { Timing } from "../network/valves.ts";
import { Observable } from "../observable.ts";
import { showsIn } from "../show/shows.ts";
import type { Shelf } from "../view/settings.ts";
import { BrowserStore } from "./browser-store.ts";
import { ShowStore } from "./show-store.ts";
import type { Part, Store } from "./store.ts";

/** Where a part is kept: in each show that was seen, and in this browser. */
export class Stores<Op> extends Observable {
  readonly #tools: StoreTools;
  readonly #part: Part<Op>;
  readonly browser: BrowserStore<Op>;
  readonly #shows = new Map<string, ShowStore<Op>>();
  readonly #stops = new Map<string, () => void>();
  #followers = 0;
  #stop: (() => void) | undefined;

  constructor(part: Part<Op>, tools: StoreTools) {
    super();
    [this.#part, this.#tools] = [part, tools];
    this.browser = new BrowserStore(part, tools.shelf);
    this.browser.subscribe(() => this.changed());
  }

  /** The shows that were seen, also those that have left. */
  get shows(): readonly ShowStore<Op>[] {
    return [...this.#shows.values()];
  }

  /** Those of shows first. */
  get all(): readonly Store<Op>[] {
    return [...this.shows, this.browser];
  }

  /** Where something new is kept: in a show that is here; else in this browser. */
  get home(): Store<Op> {
    return this.shows.find(({ known, trouble }) => known && trouble === "") ?? this.browser;
  }

  /** Looks at all shows until the returned function is called. */
  follow(): () => void {
    this.#followers += 1;
    if (this.#followers === 1) this.#stop = this.#tools.network.subscribe(() => this.#meet());
    return () => {
      this.#followers -= 1;
      if (this.#followers > 0) return;
      this.#stop?.();
      for (const stop of this.#stops.values()) stop();
      this.#stops.clear();
    };
  }

  #meet(): void {
    const { network, timing } = this.#tools;
    let met = false;
    for (const show of showsIn(network.nodes)) {
      const known = this.#shows.get(show.key);
      if (known?.show !== show) {
        const store = new ShowStore(this.#part, show, timing);
        store.subscribe(() => this.changed());
        this.#stops.get(show.key)?.();
        this.#stops.delete(show.key);
        this.#shows.set(show.key, store);
        met = true;
      }
      if (!this.#stops.has(show.key)) this.#stops.set(show.key, this.#shows.get(show.key)?.follow() ?? (() => {}));
    }
    if (met) this.changed();
  }
}

export interface StoreTools {
  readonly network: Network;
  readonly shelf: Shelf;
  readonly timing: Timing;
}
