import { formatJson, type Json, parseJson } from "../../../src/browser.ts";
import { Observable } from "../observable.ts";
import type { Shelf } from "../view/settings.ts";
import { readWritten, type WrittenDashboards } from "./dashboard.ts";
import { applyOps, type DashboardOp } from "./ops.ts";

/** Where dashboards are kept. */
export interface DashboardStore {
  /** Names it among the stores of a page. */
  readonly key: string;
  /** In words: "the show harbour", "this browser". */
  readonly place: string;
  readonly written: WrittenDashboards;
  /** Makes all edits, or none. Why it did not; empty when it did. */
  edit(ops: readonly DashboardOp[]): Promise<string>;
}

/** Dashboards that only this browser keeps: for as long as no show is there that could. */
export class BrowserDashboards extends Observable implements DashboardStore {
  readonly key = "";
  readonly place = "this browser";
  readonly #shelf: Shelf;
  #written: WrittenDashboards;

  constructor(shelf: Shelf) {
    super();
    this.#shelf = shelf;
    this.#written = read(shelf);
  }

  get written(): WrittenDashboards {
    return this.#written;
  }

  async edit(ops: readonly DashboardOp[]): Promise<string> {
    // Another tab may have kept something meanwhile.
    this.#written = applyOps(read(this.#shelf, this.#written), ops);
    let reason = "";
    try {
      const all: Json = new Map<string, Json>(this.#written);
      this.#shelf.setItem(NAME, formatJson(all));
    } catch {
      reason = "this browser keeps nothing: the dashboard is gone when the page is closed";
    }
    this.changed();
    return reason;
  }
}

function read(shelf: Shelf, otherwise: WrittenDashboards = new Map()): WrittenDashboards {
  try {
    const kept = shelf.getItem(NAME);
    return kept === null ? otherwise : readWritten(parseJson(kept));
  } catch {
    // What is no JSON was not written here.
    return otherwise;
  }
}

const NAME = "zocp-composer-dashboards";
