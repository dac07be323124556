import type { Composer } from "../../model/composer.ts";
import { Dashboards } from "../../model/dashboards/dashboards.ts";
import { LiveShow } from "../../model/show/live-show.ts";
import { showsIn } from "../../model/show/shows.ts";

/** The dashboards of a composer: made when somebody looks first. */
export function dashboardsOf(composer: Composer): Dashboards {
  const known = KNOWN.get(composer);
  if (known !== undefined) return known;
  const { network, lock, history, notices, valves, shelf, now } = composer;
  const made = new Dashboards({ network, lock, history, notices, shelf, now, timing: valves.timing });
  KNOWN.set(composer, made);
  return made;
}

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

const KNOWN = new WeakMap<Composer, Dashboards>();
