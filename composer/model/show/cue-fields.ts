import type { Json, JsonObject } from "../../../src/index.ts";
import type { History } from "../edit/history.ts";
import { Asked } from "./asked.ts";
import type { LiveShow } from "./live-show.ts";
import { readerOf } from "./reader.ts";
import { readOver } from "./scenes.ts";

export type CueField = "cue" | "name" | "note" | "over" | "wait" | "disabled";

/** What a cue is called, and how it goes: edited field by field. Nothing moves by that. */
export class CueFields extends Asked {
  readonly #history: History;
  readonly #now: () => number;
  #id: string | undefined;
  #cues: ReadonlyMap<string, JsonObject> = new Map();

  constructor(live: LiveShow, { history, now }: { readonly history: History; readonly now: () => number }) {
    super(live);
    this.#history = history;
    this.#now = now;
  }

  /** Of which cue, by its id. */
  of(id: string | undefined): void {
    if (id === this.#id) return;
    this.#id = id;
    this.changed();
  }

  /** As it stands in a field. */
  text(field: CueField): string {
    const value = this.#value(this.#id ?? "", field);
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  }

  get disabled(): boolean {
    return this.#value(this.#id ?? "", "disabled") === true;
  }

  /** Gives a field what was typed; says what is wrong, undefined for nothing. */
  type(field: Exclude<CueField, "disabled">, text: string): string | undefined {
    const timed = field === "over" || field === "wait";
    if (timed && text.trim() !== "" && readOver(text) === undefined) return `${text} is no number of seconds`;
    if (field === "cue" && !NUMBER.test(text.trim())) return `${text} is no number of a cue such as 1, 1.5 or 12A`;
    const to = timed ? readOver(text) : text.trim() === "" ? undefined : text.trim();
    if (text.trim() !== this.text(field)) this.#put(field, to);
    return undefined;
  }

  disable(on: boolean): void {
    if (on !== this.disabled) this.#put("disabled", on ? true : undefined);
  }

  protected keyOf(): string | undefined {
    const { state } = this.live;
    return state === undefined ? undefined : String(state.revision);
  }

  protected question(): Promise<Json> {
    return this.live.ask("sheet", [{ count: 0 }]);
  }

  protected take(answer: Json): void {
    const cues = readerOf(answer).list("cues");
    this.#cues = new Map(cues.map((cue) => [readerOf(cue).text("id"), cue]));
  }

  #value(id: string, field: CueField): Json | undefined {
    return this.#cues.get(id)?.get(field) ?? undefined;
  }

  #put(field: CueField, to: Json | undefined): void {
    const id = this.#id ?? "";
    const before = this.#value(id, field);
    const number = readerOf(this.#cues.get(id) ?? null).text("cue");
    const send = (value: Json | undefined) => (): readonly Promise<boolean>[] => [this.#send(id, field, value)];
    const doubt = (left: Json | undefined) => (): string | undefined =>
      this.#value(id, field) === left ? undefined : `the ${WORDS[field]} of cue ${number} is another one by now`;
    const doubts = { undo: doubt(to), redo: doubt(before) };
    const name = `the ${WORDS[field]} of cue ${number}`;
    this.#history.do({ name, needs: "wires", doubts, undo: send(before), redo: send(to) }, this.#now());
  }

  /** It says what it found there: where somebody else was quicker the show refuses it. */
  async #send(id: string, field: CueField, to: Json | undefined): Promise<boolean> {
    const was = { [field]: this.#value(id, field) };
    const done = await this.live.edit("edit", [null, [{ op: "change-cue", id, was, to: { [field]: to } }]]);
    await this.again();
    return done !== undefined;
  }
}

const WORDS: Readonly<Record<CueField, string>> = {
  ...{ cue: "number", name: "name", note: "note", over: "time", wait: "wait", disabled: "state" },
};
const NUMBER = /^\d{1,9}(\.\d{1,9})?[A-Za-z]{0,9}$/;
