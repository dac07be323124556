import type { ShowState, ShowStateCue } from "../../show.ts";
import type { Canvas } from "../screen/canvas.ts";
import type { Ink } from "../screen/ink.ts";
import type { Key } from "../screen/keys.ts";
import type { Message } from "../screen/message.ts";
import { editText, textField, textOf } from "../screen/text-field.ts";
import type { CueAct, CueMode } from "./acts.ts";
import { drawCues } from "./draw.ts";
import { showTime, type Told } from "./moment.ts";

/** Whether the show can be reached, in words when not. */
export interface Reach {
  readonly name: string;
  readonly trouble: string | undefined;
}

/**
 * The screen of a show: a machine that is given what the show tells and which keys are pressed, and gives pictures and what is to be called. A
 * press that cannot reach the show now is not kept for later.
 */
export class Cues {
  #told: Told | undefined;
  #reach: Reach;
  #mode: CueMode = BROWSE;
  #message: Message | undefined;
  /** The cue that a person chose; undefined: the selection follows the show. */
  #chosen: string | undefined;

  constructor(name: string) {
    this.#reach = { name, trouble: "looking for the show …" };
  }

  handleState(state: ShowState, at: number): void {
    this.#told = { state, at };
  }

  handleReach(reach: Reach): void {
    this.#reach = reach;
  }

  tell(text: string, tone: Message["tone"], now: number): void {
    this.#message = { text, tone, until: now + (tone === "fault" ? LONG : SHORT) };
  }

  mayRepeat({ name, text }: Key): boolean {
    if (name === "text") return this.#mode.type === "goto" || text === "!" || text === "j" || text === "k";
    return name !== "enter" && name !== "escape";
  }

  handleKey(key: Key, now: number): readonly CueAct[] {
    const mode = this.#modeAt(now);
    if (mode.type === "help") return this.#to(BROWSE);
    if (mode.type === "goto") return this.#goto(mode, key, now);
    if (mode.type === "panic") return this.#panic(key, now);
    if (key.name === "text") return this.#letter(key.text, now);
    const by = MOVES.get(key.name);
    if (by !== undefined) this.#move(by);
    if (key.name === "escape") this.#chosen = undefined;
    if (key.name === "enter" && this.#selected !== undefined) return this.#ask(this.#selected, now);
    return [];
  }

  /** A picture for a terminal of this size. */
  draw(size: { readonly columns: number; readonly rows: number; readonly ink: Ink }, now: number): Canvas {
    const message = this.#message !== undefined && this.#message.until > now ? this.#message : undefined;
    const [told, reach, mode, selected] = [this.#told, this.#reach, this.#modeAt(now), this.#selected];
    return drawCues({ told, reach, mode, message, selected, now }, size);
  }

  #letter(text: string, now: number): readonly CueAct[] {
    if (text === "q") return [{ type: "end" }];
    if (text === "?") return this.#to({ type: "help" });
    if (text === "k" || text === "j") this.#move(text === "j" ? 1 : -1);
    if (text === "g") return this.#ask(this.#selected, now);
    if (text === "!") return this.#to({ type: "panic", until: now + AGAIN });
    const state = this.#told?.state;
    if (text === " ") return this.#go(now);
    if (text === "b") return this.#call({ type: "back" }, now);
    if (text === "p") return this.#call({ type: state?.paused === true ? "resume" : "pause" }, now);
    if (text !== "r") return [];
    return state?.panicked === true
      ? this.#call({ type: "release" }, now)
      : this.#say("there is no panic to release", now);
  }

  /** It says which cue it is for: where another one went meanwhile, the show refuses. */
  #go(now: number): readonly CueAct[] {
    const told = this.#told;
    if (told === undefined) return this.#say(this.#reach.trouble ?? "the show has not told its cues yet", now);
    const { next, paused, panicked } = told.state;
    if (next === undefined && !paused && !panicked)
      return this.#say("there is no cue after this one: g goes to one", now);
    this.#chosen = undefined;
    return this.#call({ type: "go", standby: next, sent: showTime(told, now) }, now);
  }

  #call(act: CueAct, now: number): readonly CueAct[] {
    const { trouble } = this.#reach;
    if (trouble === undefined) return [act];
    this.tell(`not sent: ${trouble}`, "fault", now);
    return [];
  }

  #ask(cue: ShowStateCue | undefined, now: number): readonly CueAct[] {
    if (cue === undefined) return this.#say("there is no cue to go to", now);
    return this.#to({ type: "goto", field: textField(cue.cue), fresh: true });
  }

  #goto(mode: CueMode & { type: "goto" }, key: Key, now: number): readonly CueAct[] {
    if (key.name === "escape") return this.#to(BROWSE);
    if (key.name === "enter") {
      this.#to(BROWSE);
      this.#chosen = undefined;
      const cue = textOf(mode.field).trim();
      return cue === "" ? [] : this.#call({ type: "goto", cue }, now);
    }
    const replaces = mode.fresh && (key.name === "text" || key.name === "paste");
    const field = editText(replaces ? textField() : mode.field, key);
    if (field !== undefined) this.#mode = { type: "goto", field, fresh: false };
    return [];
  }

  /** The second `!` counts for a moment. Another key does what it always does: nobody waits for a GO that was taken for a no. */
  #panic(key: Key, now: number): readonly CueAct[] {
    this.#mode = BROWSE;
    if (key.name === "text" && key.text === "!") return this.#call({ type: "panic" }, now);
    return key.name === "escape" ? [] : this.handleKey(key, now);
  }

  #modeAt(now: number): CueMode {
    if (this.#mode.type === "panic" && now >= this.#mode.until) this.#mode = BROWSE;
    return this.#mode;
  }

  #move(by: number): void {
    const cues = this.#told?.state.cues ?? [];
    const index = cues.findIndex(({ id }) => id === this.#selected?.id);
    this.#chosen = cues[Math.max(0, Math.min(cues.length - 1, index + by))]?.id ?? this.#chosen;
  }

  get #selected(): ShowStateCue | undefined {
    const { cues = [], next, active } = this.#told?.state ?? {};
    const find = (id: string | undefined): ShowStateCue | undefined => cues.find((cue) => cue.id === id);
    return find(this.#chosen) ?? find(next) ?? find(active) ?? cues[0];
  }

  #to(mode: CueMode): readonly CueAct[] {
    this.#mode = mode;
    return [];
  }

  #say(text: string, now: number): readonly CueAct[] {
    this.tell(text, "quiet", now);
    return [];
  }
}

const BROWSE: CueMode = { type: "browse" };
const MOVES: ReadonlyMap<string, number> = new Map([
  ...([
    ["up", -1],
    ["down", 1],
    ["page-up", -10],
    ["page-down", 10],
  ] as const),
  ...([
    ["home", Number.NEGATIVE_INFINITY],
    ["end", Number.POSITIVE_INFINITY],
  ] as const),
]);
/** Milliseconds in which a second ! counts. */
const AGAIN = 2000;
/** Milliseconds that a message is shown. */
const SHORT = 5000;
const LONG = 12_000;
