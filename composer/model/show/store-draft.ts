import type { Json, JsonObject } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import { count, messageOf } from "../view/words.ts";
import { Choice, type ChoiceRow } from "./choice.ts";
import type { LiveShow } from "./live-show.ts";
import { readerOf } from "./reader.ts";
import { readOver } from "./scenes.ts";

/** What a person says of a scene or a cue besides its values. */
export interface StoreSaid {
  /** The name of the scene, or the number of the cue. */
  readonly target: string;
  readonly name: string;
  readonly note: string;
  /** As it was typed: seconds. */
  readonly over: string;
  readonly block: boolean;
}

/**
 * A scene or a cue that is about to be stored from the stage: what would be in it, row by row. The values are those that were read when it was looked at, so what a person
 * sees is what is stored, whatever moves meanwhile.
 */
export class StoreDraft extends Observable {
  readonly kind: "scene" | "cue";
  readonly choice: Choice = new Choice();
  readonly #live: LiveShow;
  #said: StoreSaid = { target: "", name: "", note: "", over: "", block: false };
  #values = new Map<string, Json>();
  #revision: number | undefined;
  #turn = 0;
  #looking = false;
  #trouble = "";
  #alters: readonly string[] = [];
  #left: readonly string[] = [];

  constructor(live: LiveShow, kind: StoreDraft["kind"]) {
    super();
    this.#live = live;
    this.kind = kind;
    this.choice.subscribe(() => this.changed());
  }

  get said(): StoreSaid {
    return this.#said;
  }

  /** The values are being read. */
  get looking(): boolean {
    return this.#looking;
  }

  /** Why it was not stored, or cannot be looked at; empty for nothing. */
  get trouble(): string {
    return this.#trouble;
  }

  /** The numbers of the cues that would look different then. */
  get alters(): readonly string[] {
    return this.#alters;
  }

  /** Nodes of which nothing can be stored now. */
  get left(): readonly string[] {
    return this.#left;
  }

  /** Whether the show has it already: then it is changed, and not made. */
  get exists(): boolean {
    const { state } = this.#live;
    const { target } = this.#said;
    if (this.kind === "scene") return state?.scenes.includes(target) === true;
    return state?.cues.some(({ cue }) => cue === target) === true;
  }

  /** Why it cannot be stored as it stands; empty when it can. */
  get wrong(): string {
    const { target, over } = this.#said;
    if (target.trim() === "") return this.kind === "scene" ? "A scene wants a name" : "A cue wants a number";
    if (this.kind === "cue" && !NUMBER.test(target)) return "A number of a cue is such as 1, 1.5 or 12A";
    if (over.trim() !== "" && readOver(over) === undefined) return "The time is no number of seconds";
    return this.choice.ticked.length === 0 ? "Nothing is chosen" : "";
  }

  say(said: Partial<StoreSaid>): void {
    const before = this.#said.target;
    this.#said = { ...this.#said, ...said };
    this.changed();
    if (this.#said.target !== before) void this.look();
  }

  /** Reads the stage: what would be stored now. */
  async look(): Promise<void> {
    const turn = ++this.#turn;
    this.#looking = true;
    this.changed();
    const target = this.#said.target.trim();
    // Without a number the show says which one is free.
    const says = this.kind === "cue" ? target === "" || NUMBER.test(target) : target !== "";
    const what = says ? { [this.kind]: target } : {};
    try {
      const answer = await this.#live.ask("present", [what], PATIENCE);
      if (turn === this.#turn) this.#take(answer);
    } catch (error) {
      if (turn === this.#turn) this.#trouble = `The stage was not read: ${messageOf(error)}`;
    }
    if (turn !== this.#turn) return;
    this.#looking = false;
    this.changed();
    void this.preview();
  }

  /** Asks which cues would look different. */
  async preview(): Promise<void> {
    if (this.wrong !== "" || this.kind === "scene") return;
    const turn = this.#turn;
    try {
      const answer = await this.#live.ask("record", this.#arguments({ dry: true }), PATIENCE);
      if (turn === this.#turn)
        this.#alters = readerOf(answer)
          .texts("alters")
          .filter((cue) => cue !== this.#said.target);
    } catch {
      this.#alters = [];
    }
    this.changed();
  }

  /** Stores what is chosen, as it was seen; gives whether the show took it. */
  async store(): Promise<boolean> {
    if (this.wrong !== "") return false;
    const method = this.kind === "scene" ? "store" : "record";
    const stored = (await this.#live.edit(method, this.#arguments({}))) !== undefined;
    if (stored) return true;
    // Somebody else may have edited the show: it is compared once more, and what was ticked stays.
    const trouble = this.#live.news.text;
    await this.look();
    this.#trouble ||= trouble;
    this.changed();
    return false;
  }

  #arguments(more: { readonly dry?: true }) {
    const { target, name, note, over, block } = this.#said;
    const seconds = readOver(over);
    const values = new Map(this.choice.ticked.map(({ key }) => [key, this.#values.get(key) ?? null]));
    const said = {
      ...(this.kind === "cue" && { ...(name !== "" && { name }), ...(block && { block }) }),
      ...(note !== "" && { note }),
      ...(seconds !== undefined && { over: seconds }),
    };
    return [
      target.trim(),
      [],
      { ...said, values, ...(this.#revision !== undefined && { revision: this.#revision }), ...more },
    ];
  }

  #take(answer: Json): void {
    const { list, number, text, texts } = readerOf(answer);
    this.#revision = number("revision");
    this.#left = [...texts("silent"), ...texts("namesakes")];
    if (this.kind === "cue" && this.#said.target === "") this.#said = { ...this.#said, target: text("number") };
    const rows = list("rows");
    this.#values = new Map(rows.map((row) => [readerOf(row).text("address"), row.get("value") ?? null]));
    this.#trouble = "";
    this.choice.show(sorted(rows.map((row) => this.#rowOf(row))), (row) => row.section !== SAME && !row.fixed);
  }

  #rowOf(row: JsonObject): ChoiceRow {
    const { text, flag } = readerOf(row);
    const [address, left] = [text("address"), text("left")];
    const kept = row.get("kept") ?? undefined;
    const section = left !== "" ? APART : flag("changed") ? CHANGED : kept !== undefined ? KEPT : SAME;
    const same = this.kind === "cue" && !this.#said.block && flag("tracked");
    const note = left !== "" ? left : same ? "is so already in front of it" : "";
    const from = kept ?? row.get("front") ?? undefined;
    return {
      key: address,
      section,
      name: address,
      from,
      to: row.get("value") ?? null,
      note,
      tone: "plain",
      fixed: left !== "",
    };
  }
}

/** "3 values into the new cue 2". */
export function describeStore(draft: StoreDraft): string {
  const { kind, exists, said, choice } = draft;
  return `${count(choice.ticked.length, "value")} into ${exists ? "the" : "the new"} ${kind} ${said.target.trim()}`;
}

function sorted(rows: readonly ChoiceRow[]): readonly ChoiceRow[] {
  const rank = ({ section }: ChoiceRow): number => ORDER.indexOf(section);
  return [...rows].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

const CHANGED = "Changed since the cue on stage";
const KEPT = "In it already";
const SAME = "As it was";
const APART = "Cannot be stored";
const ORDER: readonly string[] = [CHANGED, KEPT, SAME, APART];
const NUMBER = /^\d{1,9}(\.\d{1,9})?[A-Za-z]{0,9}$/;
/** Milliseconds: every node is asked anew. */
const PATIENCE = 10_000;
