import type { Json, JsonObject, RemoteNode } from "../../../src/index.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { Timing } from "../network/valves.ts";
import { Observable } from "../observable.ts";
import { messageOf } from "../view/words.ts";
import { readWritten } from "./browser-store.ts";
import type { Part, Store, Written } from "./store.ts";

/**
 * One part of the file of a show. The show is asked for it while somebody looks. An edit is made to the version that the show has:
 * when somebody else was quicker, it is made again to theirs, so that both stay.
 */
export class ShowStore<Op> extends Observable implements Store<Op> {
  readonly show: ShownNode;
  readonly #part: Part<Op>;
  readonly #timing: Timing;
  #told: Written = new Map();
  /** Edits that the show has not answered yet: they are seen already. */
  #pending: readonly (readonly Op[])[] = [];
  #asked: string | undefined;
  #revision = -1;
  #known = false;
  #trouble = "";
  #turn: Promise<unknown> = Promise.resolve();

  constructor(part: Part<Op>, show: ShownNode, timing: Timing) {
    super();
    this.#part = part;
    this.show = show;
    this.#timing = timing;
  }

  get key(): string {
    return this.show.key;
  }

  get place(): string {
    return `the show ${this.show.name}`;
  }

  get written(): Written {
    return this.#part.apply(this.#told, this.#pending.flat());
  }

  /** Whether the show has told of it. */
  get known(): boolean {
    return this.#known;
  }

  /** Why it is not known what it is now; empty when it is. */
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
      this.#take(remote, await remote.call(`show.${this.#part.name}`, known, { timeout: ANSWER }));
    } catch (error) {
      this.#complain(messageOf(error));
    }
  }

  edit(ops: readonly Op[]): Promise<string> {
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

  async #send(ops: readonly Op[]): Promise<string> {
    let reason = "";
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { remote } = this.show;
      if (remote === undefined) return `${this.show.name} is not here`;
      const revision = this.#revision;
      const answer = await remote.call("show.edit", [revision, ops.map((op) => this.#part.write(op))], {
        timeout: ANSWER,
      });
      const said = answer instanceof Map ? (answer as JsonObject) : new Map<string, Json>();
      if (said.get("accepted") === true) return "";
      reason = String(said.get("text") ?? "the show does not say why");
      if (said.get("revision") === revision) return reason;
      await this.look();
    }
    return reason;
  }

  #take(remote: RemoteNode, answer: Json): void {
    if (!(answer instanceof Map)) return this.#complain(`${this.show.name} keeps no ${this.#part.name}`);
    const told = answer as JsonObject;
    const [revision, written] = [told.get("revision"), told.get(this.#part.name)];
    const fresh = written !== undefined || !this.#known || this.#trouble !== "";
    if (typeof revision === "number") [this.#asked, this.#revision] = [remote.id, revision];
    if (written !== undefined) this.#told = readWritten(written);
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
