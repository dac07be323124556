import type { Composer } from "../../model/composer.ts";
import { Dashboards } from "../../model/dashboards/dashboards.ts";
import { Observable } from "../../model/observable.ts";
import { LiveShow } from "../../model/show/live-show.ts";
import { showsIn } from "../../model/show/shows.ts";
import { madeOnce } from "../made-once.ts";

/** The dashboards of a composer: made when somebody looks first. */
export const dashboardsOf = madeOnce(
  ({ network, lock, history, notices, valves: { timing }, shelf, now }) =>
    new Dashboards({ network, lock, history, notices, shelf, now, timing }),
);

/** The show whose cues a dashboard plays: the one that keeps it, else the first that is here. The one that was looked at stays when it leaves. */
export function liveShowFor(
  { network, lock, valves }: Composer,
  key: string | undefined,
  before: LiveShow | undefined,
): LiveShow | undefined {
  const shows = showsIn(network.nodes);
  const kept = shows.find((one) => one.key === key) ?? shows.find((one) => one === before?.show);
  const show = kept ?? (before === undefined ? shows[0] : before.show);
  if (show === undefined || show === before?.show) return before;
  return new LiveShow(show, { node: network.node, lock, timing: valves.timing });
}

/** Which dashboard was looked at last, as the browser keeps it. */
class ChosenDashboard extends Observable {
  readonly #shelf: Composer["shelf"];
  #name: string;
  #store: string;

  constructor(shelf: Composer["shelf"]) {
    super();
    this.#shelf = shelf;
    [this.#name = "", this.#store = ""] = (shelf.getItem(CHOSEN) ?? "").split("\n");
  }

  get name(): string {
    return this.#name;
  }

  /** The key of where it is kept. */
  get store(): string {
    return this.#store;
  }

  choose(name: string, store: string): void {
    [this.#name, this.#store] = [name, store];
    try {
      this.#shelf.setItem(CHOSEN, `${name}\n${store}`);
    } catch {
      // A full or forbidden storage is no reason not to follow the choice.
    }
    this.changed();
  }
}

export const chosenDashboard = madeOnce(({ shelf }) => new ChosenDashboard(shelf));

const CHOSEN = "zocp-composer-dashboard";
