import type { Json, JsonObject } from "../../../src/index.ts";
import type { History } from "../edit/history.ts";
import { formatValue } from "../view/format.ts";
import { Asked } from "./asked.ts";
import type { LiveShow } from "./live-show.ts";
import { firstOfEach, readerOf } from "./reader.ts";
import { readCell } from "./sheet-value.ts";

/** A column: a cue of the show. */
export interface SheetCue {
  readonly id: string;
  readonly cue: string;
  readonly name: string;
  readonly blocks: boolean;
  /** What it does is taken back by the cue behind it. */
  readonly only: boolean;
  readonly disabled: boolean;
}

/** What every cue does with one parameter. */
export interface SheetRow {
  readonly address: string;
  readonly start: Json | undefined;
  /** Those that are not what stands left of them, from left to right. */
  readonly cells: readonly { readonly at: number; readonly value: Json; readonly how: "own" | "scene" | "back" }[];
}

/** What a parameter is at a cue, and why. */
export interface SheetCell {
  readonly value: Json | undefined;
  /** The cue moves it itself, or by its scene; it goes back behind a cue that was only for itself; it stays as it was; nothing is said of it. */
  readonly how: "own" | "scene" | "back" | "tracked" | "none";
}

/** The tracking sheet of a show: cues across, parameters down. It is edited blind: the show is another one then, and the stage stays as it is. */
export class Sheet extends Asked {
  readonly #history: History;
  readonly #now: () => number;
  #cues: readonly SheetCue[] = [];
  #rows: readonly SheetRow[] = [];
  #added: readonly string[] = [];
  #word = "";
  #known = false;
  /** One edit after the other: each says what the one before has left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(live: LiveShow, { history, now }: { readonly history: History; readonly now: () => number }) {
    super(live);
    this.#history = history;
    this.#now = now;
  }

  get cues(): readonly SheetCue[] {
    return this.#cues;
  }

  /** Whether the show has told it. */
  get known(): boolean {
    return this.#known;
  }

  /** Those whose address holds the word that is looked for, and those that a person has added. */
  get rows(): readonly SheetRow[] {
    const word = this.#word.trim().toLowerCase();
    const told = new Set(this.#rows.map(({ address }) => address));
    const added = this.#added.filter((address) => !told.has(address));
    const blank = added.map((address): SheetRow => ({ address, start: undefined, cells: [] }));
    return [...blank, ...this.#rows].filter(({ address }) => address.toLowerCase().includes(word));
  }

  find(word: string): void {
    this.#word = word;
    this.changed();
  }

  /** A row for a parameter that no cue moves yet. */
  add(address: string): void {
    if (!this.#added.includes(address)) this.#added = [address, ...this.#added];
    this.changed();
  }

  cell({ start, cells }: SheetRow, at: number): SheetCell {
    const found = cells.findLast((one) => one.at <= at);
    if (found === undefined) return { value: start, how: start === undefined ? "none" : "tracked" };
    return { value: found.value, how: found.at === at ? found.how : "tracked" };
  }

  /** Gives a cell what was typed: an empty text takes the move out. Says what is wrong; undefined for nothing. */
  type(row: SheetRow, at: number, text: string, like: Json | undefined): string | undefined {
    if (text.trim() === "") {
      this.clear(row, at);
      return undefined;
    }
    const value = readCell(text, this.cell(row, at).value ?? like);
    if (value === undefined) return `${text} is no value of ${row.address}`;
    this.#put(row.address, at, value);
    return undefined;
  }

  /** The cue does not move it itself any more. */
  clear(row: SheetRow, at: number): void {
    if (this.cell(row, at).how === "own") this.#put(row.address, at, undefined);
  }

  protected keyOf(): string | undefined {
    const { state } = this.live;
    return state === undefined ? undefined : String(state.revision);
  }

  /** A long sheet comes in parts; one that was edited meanwhile is asked for anew. */
  protected async question(): Promise<Json> {
    const parts: Json[] = [];
    for (let from = 0, total = 1; from < total; ) {
      const part = await this.live.ask("sheet", [{ from }], PATIENCE);
      const { number, items } = readerOf(part);
      parts.push(part);
      total = number("total");
      from += Math.max(1, items("rows").length);
    }
    return parts;
  }

  protected take(answer: Json): void {
    const parts = Array.isArray(answer) ? (answer as readonly Json[]) : [];
    this.#known = true;
    const cues = readerOf(parts[0] ?? null)
      .list("cues")
      .map(readSheetCue);
    this.#cues = firstOfEach(cues, ({ id }) => id);
    const rows = parts.flatMap((part) => readerOf(part).items("rows")).map(readRow);
    this.#rows = firstOfEach(rows, ({ address }) => address);
  }

  #put(address: string, at: number, value: Json | undefined): void {
    const cue = this.#cues[at];
    if (cue === undefined) return;
    const before = this.#own(address, cue.id);
    const send = (to: Json | undefined) => (): readonly Promise<boolean>[] => [this.#send(address, cue.id, to)];
    const doubt = (left: Json | undefined) => (): string | undefined => {
      const present = this.#own(address, cue.id);
      return formatValue(present) === formatValue(left)
        ? undefined
        : `${address} of cue ${cue.cue} is ${formatValue(present)} by now`;
    };
    const doubts = { undo: doubt(value), redo: doubt(before) };
    const name = `${address} of cue ${cue.cue}: ${value === undefined ? "tracked" : formatValue(value)}`;
    this.#history.do({ name, needs: "wires", doubts, undo: send(before), redo: send(value) }, this.#now());
  }

  /** It says what it found there, as far as this page knows: where somebody else was quicker the show refuses it. */
  #send(address: string, cue: string, to: Json | undefined): Promise<boolean> {
    const sent = this.#last.then(() => this.#edit(address, cue, to));
    this.#last = sent;
    return sent;
  }

  async #edit(address: string, cue: string, to: Json | undefined): Promise<boolean> {
    const was = this.#own(address, cue);
    const done = await this.live.edit("edit", [null, [{ op: "set-value", cue, address, was, to }]]);
    await this.again();
    return done !== undefined;
  }

  /** What a cue itself says of a parameter. */
  #own(address: string, id: string): Json | undefined {
    const at = this.#cues.findIndex((cue) => cue.id === id);
    const row = this.#rows.find((one) => one.address === address);
    return row?.cells.find((cell) => cell.at === at && cell.how === "own")?.value;
  }
}

function readSheetCue(given: JsonObject): SheetCue {
  const { text, texts, flag } = readerOf(given);
  const flags = texts("flags");
  const is = { blocks: flags.includes("block"), only: flags.includes("only"), disabled: flag("disabled") };
  return { id: text("id"), cue: text("cue"), name: text("name"), ...is };
}

function readRow(given: Json): SheetRow {
  const [address, start, cells] = listOf(given);
  return {
    address: typeof address === "string" ? address : "",
    start: start ?? undefined,
    cells: listOf(cells).flatMap((cell): SheetRow["cells"] => {
      const [at, value = null, how] = listOf(cell);
      const kind = HOW.find((one) => one === how);
      return typeof at === "number" && kind !== undefined ? [{ at, value, how: kind }] : [];
    }),
  };
}

function listOf(given: Json | undefined): readonly Json[] {
  return Array.isArray(given) ? (given as readonly Json[]) : [];
}

const HOW = ["own", "scene", "back"] as const;
/** Milliseconds. */
const PATIENCE = 5000;
