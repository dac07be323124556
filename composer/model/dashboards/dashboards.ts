import { formatJson, type Json, type JsonObject } from "../../../src/browser.ts";
import type { History } from "../edit/history.ts";
import type { Lock } from "../edit/lock.ts";
import type { ShowStore } from "../keeping/show-store.ts";
import type { Written } from "../keeping/store.ts";
import { Stores, type StoreTools } from "../keeping/stores.ts";
import type { Notices } from "../notices.ts";
import { Observable } from "../observable.ts";
import { type Dashboard, readDashboard, tilesOf } from "./dashboard.ts";
import { applyOps, type DashboardOp, inverseOf } from "./ops.ts";
import { DASHBOARDS, type DashboardStore } from "./store.ts";

/** A dashboard and where it is kept. */
export interface KeptDashboard extends Dashboard {
  readonly store: DashboardStore;
}

/** The dashboards of all shows that were seen, and those of this browser. Each edit can be undone. */
export class Dashboards extends Observable {
  readonly #tools: DashboardTools;
  readonly #stores: Stores<DashboardOp>;

  constructor(tools: DashboardTools) {
    super();
    this.#tools = tools;
    this.#stores = new Stores(DASHBOARDS, tools);
    this.#stores.subscribe(() => this.changed());
  }

  get all(): readonly KeptDashboard[] {
    return this.#stores.all.flatMap((store) =>
      [...store.written].map(([name, written]) => ({ ...readDashboard(name, written), store })),
    );
  }

  /** The shows that were seen, also those that have left. */
  get shows(): readonly ShowStore<DashboardOp>[] {
    return this.#stores.shows;
  }

  /** Where a new one is kept: in a show that is here; else in this browser. */
  get home(): DashboardStore {
    return this.#stores.home;
  }

  /** One in a show goes before one of the same name in this browser. */
  find(name: string): KeptDashboard | undefined {
    return this.all.find((one) => one.name === name);
  }

  /** Resolves when every show that is here has told of its dashboards, or did not. */
  async asked(): Promise<void> {
    await Promise.all(this.shows.map((show) => show.look()));
  }

  /** Looks at all shows until the returned function is called. */
  follow(): () => void {
    return this.#stores.follow();
  }

  /** A dashboard of this browser becomes one of a show, for everybody. */
  async keepIn(store: DashboardStore, { name }: KeptDashboard): Promise<void> {
    const { lock, notices } = this.#tools;
    if (!lock.patches) return notices.tell(lock.reason, "bad");
    const dashboard = this.#stores.browser.written.get(name);
    if (dashboard === undefined) return;
    const taken = store.written.has(name) ? `there is a dashboard ${name} in it already` : "";
    const reason = taken || (await store.edit([{ op: "put-dashboard", name, dashboard }]));
    if (reason !== "") return notices.tell(`${name} stays in this browser: ${reason}`, "bad");
    await this.#stores.browser.edit([{ op: "remove-dashboard", name }]);
    notices.tell(`${name} is in ${store.place} now`, "good");
  }

  /** Does edits as one entry of the history: undo makes the same tiles what they were, and nothing else. */
  edit(name: string, store: DashboardStore, ops: readonly DashboardOp[]): void {
    const { lock, notices, history, now } = this.#tools;
    if (!lock.patches) return notices.tell(lock.reason, "bad");
    const before = store.written;
    const [back, after] = [inverseOf(before, ops), applyOps(before, ops)];
    const send = async (some: readonly DashboardOp[]): Promise<boolean> => {
      const reason = await store.edit(some);
      if (reason !== "") notices.tell(`${name}: ${reason}`, "bad");
      return reason === "";
    };
    history.do(
      {
        ...{ name, needs: "wires", undo: () => [send(back)], redo: () => [send(ops)] },
        doubts: { undo: () => whyElse(ops, store.written, after), redo: () => whyElse(back, store.written, before) },
      },
      now(),
    );
  }
}

/** Why the tiles and dashboards of edits are not what was left: somebody else has been there since. */
function whyElse(ops: readonly DashboardOp[], present: Written, left: Written): string | undefined {
  for (const op of ops) {
    const name = op.op === "rename-dashboard" ? op.to : op.name;
    const [now, then] = [present.get(name), left.get(name)];
    if ((now === undefined) !== (then === undefined)) return `somebody else has changed the dashboard ${name} since`;
    if (now === undefined || then === undefined || op.op === "rename-dashboard") continue;
    if (!("tile" in op || "id" in op)) {
      if (!isSame(now, then)) return `somebody else has changed the dashboard ${name} since`;
      continue;
    }
    const id = "tile" in op ? op.tile.get("id") : op.id;
    const [one, other] = [now, then].map((written) => tilesOf(written).find((tile) => tile.get("id") === id));
    if (!isSame(one, other)) return `somebody else has changed this of ${name} since`;
  }
  return undefined;
}

function isSame(a: JsonObject | undefined, b: JsonObject | undefined): boolean {
  const text = (one: JsonObject | undefined): string =>
    one === undefined ? "" : formatJson(new Map<string, Json>([...one].toSorted(([x], [y]) => (x < y ? -1 : 1))));
  return text(a) === text(b);
}

export interface DashboardTools extends StoreTools {
  readonly lock: Lock;
  readonly history: History;
  readonly notices: Notices;
  readonly now: () => number;
}
