import type { Composer } from "../../model/composer.ts";
import { emptyDashboard, freshName, pinOps } from "../../model/dashboards/pin.ts";
import type { ShownParameter } from "../../model/network/shown-parameter.ts";
import { chosenDashboard, dashboardsOf } from "./dashboards-of.ts";

/** Pins a parameter to the dashboard that was looked at last; makes one where there is none. */
export async function pinParameter(composer: Composer, parameter: ShownParameter): Promise<void> {
  const { notices, lock } = composer;
  if (!lock.patches) return notices.tell(lock.reason, "bad");
  const dashboards = dashboardsOf(composer);
  const chosen = chosenDashboard(composer);
  const stop = dashboards.follow();
  await dashboards.asked();
  const { all } = dashboards;
  const last = all.find(({ name, store }) => name === chosen.name && store.key === chosen.store) ?? all[0];
  const store = last?.store ?? dashboards.home;
  const one = last ?? { name: freshName(all), columns: COLUMNS, tiles: [] };
  const made =
    last === undefined ? [{ op: "put-dashboard" as const, name: one.name, dashboard: emptyDashboard() }] : [];
  dashboards.edit(`pin ${parameter.address}`, store, [...made, ...pinOps(one, { parameter })]);
  chosen.choose(one.name, store.key);
  notices.tell(`${parameter.address} is on the dashboard ${one.name}, in ${store.place}`, "good");
  stop();
}

const COLUMNS = 6;
