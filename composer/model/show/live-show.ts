import type { Json, JsonInput, RemoteNode, TransportNode } from "../../../src/index.ts";
import type { Lock } from "../edit/lock.ts";
import type { ShownNode } from "../network/shown-node.ts";
import type { Timing } from "../network/valves.ts";
import { Observable } from "../observable.ts";
import { messageOf } from "../view/words.ts";
import { readerOf } from "./reader.ts";
import { readShow, type ShownShow } from "./state.ts";
import { type ShownUnderstudy, understudiesOf } from "./understudies.ts";

/** What became of the last press. */
export interface News {
  readonly tone: "plain" | "bad";
  readonly text: string;
}

export type ShowAct = "go" | "back" | "pause" | "resume" | "panic" | "release";

/**
 * A show, as it tells of itself. While somebody looks it is asked whenever it tells that something is different, and now and then; and it is
 * called with what a person presses. A press is never kept for later.
 */
export class LiveShow extends Observable {
  readonly show: ShownNode;
  readonly #node: TransportNode;
  readonly #lock: Lock;
  readonly #timing: Timing;
  #told: { readonly state: ShownShow; readonly at: number } | undefined;
  #trouble = "";
  #news: News = { tone: "plain", text: "" };
  #presses = 0;
  #asking = false;
  #again = false;

  constructor(show: ShownNode, { node, lock, timing }: { node: TransportNode; lock: Lock; timing: Timing }) {
    super();
    this.show = show;
    this.#node = node;
    this.#lock = lock;
    this.#timing = timing;
  }

  get state(): ShownShow | undefined {
    return this.#told?.state;
  }

  /** Why it is not known what the show does now; empty when it is. */
  get trouble(): string {
    return this.show.present ? this.#trouble : `${this.show.name} has left; its cues are played by nobody now`;
  }

  get news(): News {
    return this.#news;
  }

  get next() {
    return this.state?.cues.find(({ id }) => id === this.state?.next);
  }

  get active() {
    return this.state?.cues.find(({ id }) => id === this.state?.active);
  }

  /** How far the show is now, reckoned from what it told last: a part of 1, and seconds. */
  get moment(): { readonly progress: number; readonly remaining: number } {
    if (this.#told === undefined) return { progress: 1, remaining: 0 };
    const { at, state } = this.#told;
    const { progress, remaining, rate, paused, panicked } = state;
    if (paused || panicked || remaining <= 0) return { progress, remaining };
    const left = Math.max(0, remaining - ((this.#timing.now() - at) / 1000) * rate);
    return { progress: 1 - (1 - progress) * (left / remaining), remaining: left };
  }

  /** Looks at the show until the returned function is called. */
  follow(): () => void {
    let over = false;
    const stops = [...this.show.parameters.values()]
      .filter(({ path }) => !RECKONED.has(path))
      .map((parameter) => parameter.onPaint(() => void this.look()));
    const turn = async (): Promise<void> => {
      while (!over) {
        await this.look();
        await this.#timing.pause(this.moment.remaining > 0 ? OFTEN : SELDOM);
      }
    };
    void turn();
    return () => {
      over = true;
      for (const stop of stops) stop();
    };
  }

  /** Asks the show how it is. One question at a time: what comes meanwhile is asked once more. */
  async look(): Promise<void> {
    this.#again = true;
    if (this.#asking) return;
    this.#asking = true;
    while (this.#again) {
      this.#again = false;
      await this.#ask();
    }
    this.#asking = false;
  }

  /** Who stands ready for it, also when it has left. */
  get understudies(): readonly ShownUnderstudy[] {
    return understudiesOf(this.#node.peers.values(), this.show.name, this.state?.understudies ?? []);
  }

  /** The two that are played under one name, while nobody has said which goes on: this one first. */
  get rivals(): readonly { readonly id: string; readonly name: string }[] {
    const { remote, name } = this.show;
    const disputed = this.state?.disputed;
    return remote === undefined || disputed === undefined || disputed === remote.id
      ? []
      : [remote.id, disputed].map((id) => ({ id, name }));
  }

  /** Calls what a person wants, and tells what the show answers. */
  async press(act: ShowAct): Promise<void> {
    await this.act(act, act === "go" && this.#whyNot(act) === "" ? [this.#goArguments()] : []);
  }

  /** Goes to the look of a cue, by its id. */
  async goTo(cue: string): Promise<void> {
    await this.act("goto", [cue]);
  }

  /** Makes another cue the next one, by its id: nothing moves by that. */
  async standBy(cue: string): Promise<void> {
    await this.act("standby", [cue]);
  }

  /** Lets a scene go out beside the list: in its own time, or in so many seconds. */
  async recall(scene: string, over?: number): Promise<void> {
    await this.act("recall", over === undefined ? [scene] : [scene, { over }]);
  }

  async blackOut(on: boolean): Promise<void> {
    await this.act("blackout", [on]);
  }

  /** Calls what a person wants, if the page may; gives whether the show did it. */
  async act(method: string, args: readonly JsonInput[]): Promise<boolean> {
    return (await this.#call(method, this.show.remote, this.#whyNot(method), args)) !== undefined;
  }

  /** Why this page may not edit the show now; empty when it may. */
  get whyNotEdited(): string {
    const performs = this.#lock.freedom === "perform" ? "performance mode: the show is played and not edited" : "";
    return this.#whyLocked() || performs || (this.show.locked ?? "");
  }

  /** Calls what edits the show, if the page may; gives what the show answered, undefined when it did nothing. */
  async edit(method: string, args: readonly JsonInput[], timeout: number = EDITED): Promise<Json | undefined> {
    return this.#call(method, this.show.remote, this.whyNotEdited || this.#whyNot(method), args, timeout);
  }

  /** Asks the show a question. Rejects when it does not answer. */
  async ask(method: string, args: readonly JsonInput[] = [], timeout: number = ANSWER): Promise<Json> {
    const { remote } = this.show;
    if (remote === undefined) throw new Error(`${this.show.name} is not here`);
    return remote.call(`show.${method}`, args, { timeout });
  }

  /** Lets an understudy go on in the place of the show; or says which of two shows of one name goes on. */
  async takeOver(id: string): Promise<void> {
    const remote = this.#node.peers.get(id);
    const gone = remote === undefined ? `${id.slice(0, 8)} is not here` : "";
    await this.#call("takeover", remote, this.#whyLocked() || gone, []);
  }

  async #call(
    method: string,
    remote: RemoteNode | undefined,
    reason: string,
    args: readonly JsonInput[],
    timeout: number = ANSWER,
  ): Promise<Json | undefined> {
    const word = method.toUpperCase();
    if (reason !== "" || remote === undefined) {
      this.#tell("bad", `${word} was not sent: ${reason}`);
      return undefined;
    }
    let taken: Json | undefined;
    let open = true;
    this.#tell("plain", `${word} …`);
    // Who stores or loads asks every node first.
    void this.#timing
      .pause(timeout > ANSWER ? timeout : UNHEARD)
      .then(() => open && this.#tell("bad", `${word}: not heard yet`));
    try {
      const answer = await remote.call(`show.${method}`, args, { timeout });
      const { flag, text: say } = readerOf(answer);
      const [accepted, text] = [flag("accepted"), say("text")];
      if (accepted) taken = answer;
      this.#tell(accepted ? "plain" : "bad", accepted ? `${word} ${text}`.trim() : `${word} refused: ${text}`);
    } catch (error) {
      this.#tell("bad", `${word} was not heard: ${messageOf(error)}`);
    }
    open = false;
    void this.look();
    return taken;
  }

  #whyLocked(): string {
    return this.#lock.readOnly || !this.#lock.sets ? this.#lock.reason : "";
  }

  #whyNot(act: string): string {
    if (this.#whyLocked() !== "") return this.#whyLocked();
    if (!this.show.present) return `${this.show.name} is not here`;
    // What is next is not known: a GO without it could play what nobody means.
    return act === "go" && (this.#told === undefined || this.#trouble !== "")
      ? "it is not known which cue is next"
      : "";
  }

  #goArguments(): JsonInput {
    const { clock, id } = this.#node;
    const press = `${id}/${++this.#presses}`;
    const told = this.#told;
    const reckoned = told === undefined ? {} : { sent: told.state.now + (this.#timing.now() - told.at) };
    const sent = clock.synced ? { sent: clock.now(), timeline: clock.timeline } : reckoned;
    return { press, ...sent, ...(told?.state.next !== undefined && { standby: told.state.next }) };
  }

  async #ask(): Promise<void> {
    const { remote } = this.show;
    if (remote === undefined) return this.changed();
    try {
      // To ask for the time is to keep the clock in order: a press is dated by it.
      this.#node.clock.now();
      const begun = this.#timing.now();
      const state = readShow(await remote.call("show.state", [], { timeout: ANSWER }));
      if (state !== undefined) this.#told = { state, at: (begun + this.#timing.now()) / 2 };
      this.#trouble = state === undefined ? `${remote.name} answered with something that is no show` : "";
      if (remote.suspected) this.#trouble = UNANSWERED;
    } catch {
      this.#trouble = UNANSWERED;
    }
    this.changed();
  }

  #tell(tone: News["tone"], text: string): void {
    this.#news = { tone, text };
    this.changed();
  }
}

/** What the show tells many times a second while it runs: that is reckoned here. */
const RECKONED: ReadonlySet<string> = new Set(["progress", "remaining"]);
const UNANSWERED = "the show does not answer";
/** Milliseconds between two questions while something runs, and while nothing does. */
const OFTEN = 1000;
const SELDOM = 2000;
/** Milliseconds: after them a press was not heard yet, and is not heard any more. */
const UNHEARD = 1000;
const ANSWER = 1500;
const EDITED = 10_000;
