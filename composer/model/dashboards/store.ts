import type { Part, Store } from "../keeping/store.ts";
import { applyOps, type DashboardOp, writeOp } from "./ops.ts";

/** Where dashboards are kept. */
export type DashboardStore = Store<DashboardOp>;

/** The dashboards, as a show and a browser keep them. */
export const DASHBOARDS: Part<DashboardOp> = {
  name: "dashboards",
  one: "the dashboard",
  apply: applyOps,
  write: writeOp,
};
