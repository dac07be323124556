import { mount } from "svelte";
import { compose, type GivenOptions } from "./composed.ts";
import type { Composer } from "./model/composer.ts";
import DashboardPage from "./views/dashboards/dashboard-page.svelte";

/** Shows one dashboard and nothing else: who performs by it can move what is on it, and patch nothing. */
export function openDashboard(name: string, options: GivenOptions): Composer {
  const composer = compose(options);
  composer.lock.become("perform");
  mount(DashboardPage, { target: document.body, props: { composer, name } });
  return composer;
}
