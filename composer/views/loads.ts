import type { Component } from "svelte";
import type { DrawerName, ViewName } from "../model/view/views.ts";

type Load = () => Promise<{ default: Component<Record<string, never>> }>;

/** Where each view is read from when it is opened. The graph is there from the beginning. */
export const VIEW_LOADS: Readonly<Record<Exclude<ViewName, "graph">, Load>> = {
  matrix: () => import("./matrix/matrix.svelte"),
  list: () => import("./list/list.svelte"),
  show: () => import("./show/show-view.svelte"),
  dashboards: () => import("./dashboards/dashboards-view.svelte"),
};

export const DRAWER_LOADS: Readonly<Record<DrawerName, Load>> = {
  scope: () => import("./drawer/scope.svelte"),
  recorder: () => import("./recorder/recorder.svelte"),
  health: () => import("./health/health.svelte"),
  history: () => import("./together/history.svelte"),
  log: () => import("./drawer/log.svelte"),
  messages: () => import("./drawer/messages.svelte"),
};
