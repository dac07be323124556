import type { RemoteNode, ZocpNode } from "../../index.ts";
import { readShowState, type ShowState } from "../../show.ts";
import { toFailure } from "../failure.ts";
import { pause } from "../streams/session.ts";
import { showsOn } from "../targets/find-show.ts";
import type { CueAct } from "./acts.ts";
import type { Reach } from "./cues.ts";

export interface ShowListener {
  /** `at`: when it was so, in milliseconds of this machine. */
  state(state: ShowState, at: number): void;
  reach(reach: Reach): void;
  quiet(text: string): void;
  fault(text: string): void;
}

/**
 * A show, followed by its name: it may leave and come back. It is asked for its state whenever it tells that something changed, and now and
 * then; and it is called.
 */
export class LiveShow {
  readonly #node: ZocpNode;
  readonly #name: string;
  readonly #listener: ShowListener;
  readonly #signal: AbortSignal;
  #heard: { readonly id: string; readonly stop: () => void } | undefined;
  #poke = new AbortController();
  #presses = 0;
  #seen = false;

  constructor(node: ZocpNode, name: string, listener: ShowListener, signal: AbortSignal) {
    this.#node = node;
    this.#name = name;
    this.#listener = listener;
    this.#signal = signal;
    const about = ({ peer }: { readonly peer: string }): void => {
      if (peer === this.#heard?.id) this.#again();
    };
    node.on("exit", () => this.#again()).on("described", () => this.#again());
    node.on("suspected", about).on("recovered", about);
    node.on("signal", ({ peer, emitter }) => {
      if (!RUNNING.has(emitter)) about({ peer });
    });
  }

  /** Asks until the session ends. */
  async follow(): Promise<void> {
    while (!this.#signal.aborted) {
      this.#poke = new AbortController();
      // To ask it is to keep it in order: a press is dated by it.
      this.#node.clock.now();
      const told = await this.#ask();
      await pause(SHORTEST, this.#signal);
      await this.#wait(told !== undefined && told.remaining > 0 ? OFTEN : SELDOM);
    }
    this.#heard?.stop();
  }

  /** Calls what a person wants, and tells what the show answers. */
  async perform(act: Exclude<CueAct, { type: "end" }>): Promise<void> {
    const remote = this.#find();
    const word = act.type.toUpperCase();
    if (remote === undefined) return this.#listener.fault(`${word} was not sent: the show is not here`);
    this.#listener.quiet(`${word} …`);
    const unheard = setTimeout(() => this.#listener.quiet(`${word}: not heard yet`), UNHEARD);
    try {
      const answer = await remote.call(`show.${act.type}`, this.#argumentsOf(act), { timeout: ANSWER });
      const [accepted, text] = answer instanceof Map ? [answer.get("accepted"), answer.get("text")] : [true, ""];
      const said = typeof text === "string" ? text : "";
      if (accepted === true) this.#listener.quiet(describeDone(word, said));
      else this.#listener.fault(`${word} refused: ${said}`);
    } catch (error) {
      const failure = toFailure(error);
      if (failure === undefined) throw error;
      const later = act.type === "go" ? "it is refused when it comes later" : "it may be done all the same";
      this.#listener.fault(`${word} was not heard (${failure.message}); ${later}`);
    } finally {
      clearTimeout(unheard);
      this.#again();
    }
  }

  #argumentsOf(act: Exclude<CueAct, { type: "end" }>) {
    if (act.type === "goto") return [act.cue];
    if (act.type !== "go") return [];
    const press = `${this.#node.id}/${++this.#presses}`;
    const { clock } = this.#node;
    const sent = clock.synced ? { sent: clock.now(), timeline: clock.timeline } : { sent: act.sent };
    return [act.standby === undefined ? { press, ...sent } : { press, ...sent, standby: act.standby }];
  }

  async #ask(): Promise<ShowState | undefined> {
    const remote = this.#find();
    const name = this.#name;
    if (remote === undefined) {
      this.#listener.reach({
        name,
        trouble: this.#seen ? "the show has left; waiting for it" : "looking for the show …",
      });
      return undefined;
    }
    this.#seen = true;
    this.#hear(remote);
    try {
      const begun = performance.now();
      const state = readShowState(await remote.call("show.state", [], { timeout: ANSWER, signal: this.#signal }));
      this.#listener.state(state, (begun + performance.now()) / 2);
      this.#listener.reach({ name, trouble: remote.suspected ? UNANSWERED : undefined });
      return state;
    } catch (error) {
      if (!this.#signal.aborted && toFailure(error) === undefined) throw error;
      this.#listener.reach({ name, trouble: UNANSWERED });
      return undefined;
    }
  }

  #find(): RemoteNode | undefined {
    return showsOn(this.#node, this.#name)[0];
  }

  #hear(remote: RemoteNode): void {
    if (this.#heard?.id === remote.id) return;
    this.#heard?.stop();
    this.#heard = { id: remote.id, stop: remote.monitor() };
  }

  #again(): void {
    this.#poke.abort();
  }

  async #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#poke;
    const ended = (): void => this.#poke.abort();
    this.#signal.addEventListener("abort", ended, { once: true });
    if (this.#signal.aborted) ended();
    await pause(milliseconds, signal);
    this.#signal.removeEventListener("abort", ended);
  }
}

function describeDone(word: string, text: string): string {
  return text === "" || text.toUpperCase() === word ? word : `${word}: ${text}`;
}

const UNANSWERED = "the show does not answer";
/** What the show tells many times a second while it runs: that is reckoned here. */
const RUNNING: ReadonlySet<string> = new Set(["progress", "remaining"]);
/** Milliseconds between two questions, at least, while something runs, and while nothing does. */
const SHORTEST = 100;
const OFTEN = 1000;
const SELDOM = 2000;
/** Milliseconds: after them a press was not heard yet, and is not heard any more. */
const UNHEARD = 1000;
const ANSWER = 1500;
