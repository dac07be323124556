import type { Json, JsonObject, RemoteNode } from "../../../src/index.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { Timing } from "../network/valves.ts";
import { Observable } from "../observable.ts";
import { messageOf } from "../view/words.ts";
import { readWritten, type WrittenDashboards } from "./dashboard.ts";
import { applyOps, type DashboardOp, writeOp } from "./ops.ts";
import type { DashboardStore } from "./store.ts";

/**
 * The dashboards in the file of a show. The show is asked for them while somebody looks. An edit is made to the version that the show has:
 * when somebody else was quicker, it is made again to theirs, so that both stay.
 */
export class ShowDashboards extends Observable implements DashboardStore {
  readonly show: ShownNode;
  readonly #timing: Timing;
  #told: WrittenDashboards = new Map();
  /** Edits that the show has not answered yet: they are seen already. */
  #pending: readonly (readonly DashboardOp[])[] = [];
  #asked: string | undefined;
  #revision = -1;
  #known = false;
  #trouble = "";
  #turn: Promise<unknown> = Promise.resolve();

  constructor(show: ShownNode, timing: Timing) {
    super();
    this.show = show;
    this.#timing = timing;
  }

  get key(): string {
    return this.show.key;
  }

  get place(): string {
    return `the show ${this.show.name}`;
  }

  get written(): WrittenDashboards {
    return applyOps(this.#told, this.#pending.flat());
  }

  /** Whether the show has told of its dashboards. */
  get known(): boolean {
    return this.#known;
  }

  /** Why it is not known what its dashboards are now; empty when it is. */
  get trouble(): string {
    return this.show.present ? this.#trouble : `${this.show.name} is not here`;
  }

  /** Looks at the show until the returned function is called. */
  follow(): () => void {
    let over = false;
    const turn = async (): Promise<void> => {
      while (!over) {
        await this.look();
        await this.#timing.pause(PERIOD);
      }
    };
    void turn();
    return () => {
      over = true;
    };
  }

  async look(): Promise<void> {
    const { remote } = this.show;
    if (remote === undefined) return;
    // A show that was started anew counts its edits from the beginning.
    const known = this.#asked === remote.id ? [this.#revision] : [];
    try {
      this.#take(remote, await remote.call("show.dashboards", known, { timeout: ANSWER }));
    } catch (error) {
      this.#complain(messageOf(error));
    }
  }

  edit(ops: readonly DashboardOp[]): Promise<string> {
    this.#pending = [...this.#pending, ops];
    this.changed();
    const done = this.#turn.then(async () => {
      const reason = await this.#send(ops).catch(messageOf);
      await this.look();
      this.#pending = this.#pending.filter((one) => one !== ops);
      this.changed();
      return reason;
    });
    this.#turn = done;
    return done;
  }

  async #send(ops: readonly DashboardOp[]): Promise<string> {
    let reason = "";
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { remote } = this.show;
      if (remote === undefined) return `${this.show.name} is not here`;
      const revision = this.#revision;
      const answer = await remote.call("show.edit", [revision, ops.map(writeOp)], { timeout: ANSWER });
      const said = answer instanceof Map ? (answer as JsonObject) : new Map<string, Json>();
      if (said.get("accepted") === true) return "";
      reason = String(said.get("text") ?? "the show does not say why");
      if (said.get("revision") === revision) return reason;
      await this.look();
    }
    return reason;
  }

  #take(remote: RemoteNode, answer: Json): void {
    if (!(answer instanceof Map)) return this.#complain(`${this.show.name} knows no dashboards`);
    const told = answer as JsonObject;
    const [revision, dashboards] = [told.get("revision"), told.get("dashboards")];
    const fresh = dashboards !== undefined || !this.#known || this.#trouble !== "";
    if (typeof revision === "number") [this.#asked, this.#revision] = [remote.id, revision];
    if (dashboards !== undefined) this.#told = readWritten(dashboards);
    [this.#known, this.#trouble] = [true, ""];
    if (fresh) this.changed();
  }

  #complain(trouble: string): void {
    if (this.#trouble === trouble) return;
    this.#trouble = trouble;
    this.changed();
  }
}

/** Milliseconds between two questions. */
const PERIOD = 2000;
const ANSWER = 3000;
const TRIES = 5;
