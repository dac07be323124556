import type { Json } from "../../index.ts";
import { toFailure } from "../failure.ts";
import { toReadableText } from "../format/json.ts";
import type { Canvas } from "../screen/canvas.ts";
import type { Ink } from "../screen/ink.ts";
import type { Key } from "../screen/keys.ts";
import type { Message } from "../screen/message.ts";
import { editText, type TextField, textField, textOf } from "../screen/text-field.ts";
import { parseValue } from "../stdio/value.ts";
import type { Act, Mode } from "./acts.ts";
import type { Holder } from "./ask-holder.ts";
import { drawMonitor } from "./draw.ts";
import { List } from "./list.ts";
import { stepped } from "./numbers.ts";
import type { ParameterRow } from "./rows.ts";
import { keyOf, type Place, placeName, type SeenNetwork, type SeenWire } from "./seen.ts";

/**
 * The terminal monitor: a machine that is given what is seen and which keys are pressed, and gives pictures and what is to be done. It sends
 * nothing that was not asked for by a key, and Escape always leads back to the list.
 */
export class Monitor {
  readonly #list = new List();
  readonly #wanted = new Map<string, Json>();
  #mode: Mode = BROWSE;
  #message: Message | undefined;
  #holder: Holder | undefined;

  get mode(): Mode["type"] {
    return this.#mode.type;
  }

  /** The parameter that is selected; undefined where a node is. */
  get selected(): ParameterRow | undefined {
    const row = this.#list.selected;
    return row?.kind === "parameter" ? row : undefined;
  }

  /** The nodes whose parameters were on the last picture. */
  shownNodes(height: number): ReadonlySet<string> {
    return new Set(this.#list.window(height).rows.flatMap((row) => (row.kind === "parameter" ? [row.node.id] : [])));
  }

  handleNetwork(network: SeenNetwork): void {
    this.#list.handleNetwork(network);
  }

  /** Who holds the selected parameter. */
  handleHolder(holder: Holder | undefined): void {
    this.#holder = holder;
  }

  /** A value that was wanted is there, or is not to be. */
  handleSettled(place: Place): void {
    this.#wanted.delete(keyOf(place));
  }

  tell(text: string, tone: Message["tone"], now: number): void {
    this.#message = { text, tone, until: now + (tone === "fault" ? LONG : SHORT) };
  }

  /** Arrows and steps go on while a key is held down, and letters where a text is written. */
  mayRepeat({ name, text }: Key): boolean {
    if (name === "text" && this.#mode.type === "browse") return STEPS.has(text) || text === "j" || text === "k";
    if (name === "text") return WRITING.has(this.#mode.type);
    return name !== "enter" && name !== "escape" && name !== "tab";
  }

  handleKey(key: Key, now: number): readonly Act[] {
    this.#list.touch();
    const mode = this.#mode;
    if (mode.type === "help") return this.#leave();
    if (mode.type === "filter") return this.#filter(mode, key);
    if (mode.type === "value") return this.#value(mode, key, now);
    if (mode.type === "cut") return this.#cut(mode, key);
    if (mode.type === "wire") return this.#wire(mode, key, now);
    if (this.#moves(key)) return [];
    return this.#browse(key, now);
  }

  /** A picture for a terminal of this size. */
  draw(size: { readonly columns: number; readonly rows: number; readonly ink: Ink }, now: number): Canvas {
    const message = this.#message !== undefined && this.#message.until > now ? this.#message : undefined;
    const picture = { list: this.#list, mode: this.#mode, wanted: this.#wanted, message, holder: this.#holder };
    return drawMonitor(picture, size);
  }

  #browse({ name, text }: Key, now: number): readonly Act[] {
    if (name === "paste") return this.#say("what is pasted goes only into a value or a filter", now);
    const steps = STEPS.get(name === "text" ? text : name);
    if (steps !== undefined) return this.#step(steps, now);
    if (name === "enter") return this.#enter(now);
    if (name === "escape") this.#list.look("");
    if (name === "tab") this.#list.foldAll();
    if (name !== "text") return [];
    if (text === "q") return [{ type: "end" }];
    if (text === "?") this.#mode = { type: "help" };
    if (text === "/") this.#mode = { type: "filter", field: textField(this.#list.filter), before: this.#list.filter };
    if (text === " ") return this.#toggle(now);
    if (text === "w") return this.#beginWire(now);
    if (text === "x") return this.#beginCut(now);
    if (/^[\d.]$/.test(text) && typeof this.selected?.parameter.value === "number")
      return this.#edit(textField(text), false, now);
    return [];
  }

  /** Whether it was a key that moves the selection. */
  #moves({ name, text }: Key): boolean {
    const move = MOVES.get(name === "text" ? text : name);
    move?.(this.#list);
    return move !== undefined;
  }

  #enter(now: number): readonly Act[] {
    const row = this.#list.selected;
    if (row?.kind === "node") return this.#fold(row.key, !row.open);
    if (row === undefined) return [];
    const { value } = row.parameter;
    return this.#edit(textField(writeValue(value)), typeof value !== "string", now);
  }

  #fold(id: string, open: boolean): readonly Act[] {
    this.#list.fold(id, open);
    return [];
  }

  #edit(field: TextField, fresh: boolean, now: number): readonly Act[] {
    const row = this.#writable(now);
    if (row !== undefined) this.#mode = { type: "value", place: placeOf(row), field, fresh };
    return [];
  }

  #value(mode: Mode & { type: "value" }, key: Key, now: number): readonly Act[] {
    if (key.name === "escape") return this.#leave();
    if (key.name !== "enter") {
      const replaces = mode.fresh && (key.name === "text" || key.name === "paste");
      const field = editText(replaces ? textField() : mode.field, key);
      if (field !== undefined) this.#mode = { ...mode, field, fresh: false };
      return [];
    }
    const parameter = this.#find(mode.place);
    if (parameter === undefined) return this.#leave("it is not here any more", now);
    const text = textOf(mode.field);
    if (text.trim() === "" && parameter.typeHint !== "string") return this.#leave();
    try {
      const value = parseValue(parameter.typeHint === "string" ? [text] : text.trim().split(/\s+/), parameter);
      this.#mode = BROWSE;
      return this.#set(mode.place, value);
    } catch (error) {
      const failure = toFailure(error);
      if (failure === undefined) throw error;
      return this.#say(failure.message, now);
    }
  }

  #step(steps: number, now: number): readonly Act[] {
    const selected = this.#list.selected;
    if (selected?.kind === "node") return this.#fold(selected.key, steps > 0);
    const row = this.#writable(now);
    if (row === undefined) return [];
    const { parameter } = row;
    const from = this.#wanted.get(row.key) ?? parameter.value;
    const value = stepped(parameter, from, steps);
    if (value === undefined) return this.#say(`${this.#nameOf(row)} has no steps: Enter writes a value`, now);
    return value === from ? [] : this.#set(placeOf(row), value);
  }

  #toggle(now: number): readonly Act[] {
    const selected = this.#list.selected;
    if (selected?.kind === "node") return this.#fold(selected.key, !selected.open);
    const row = this.#writable(now);
    if (row === undefined) return [];
    const { typeHint, value, event } = row.parameter;
    if (typeHint !== "bool") return this.#say(`${this.#nameOf(row)} is no bool: Enter writes a value`, now);
    return this.#set(placeOf(row), event ? true : value !== true);
  }

  #set(place: Place, value: Json): readonly Act[] {
    this.#message = undefined;
    this.#wanted.set(keyOf(place), value);
    return [{ type: "set", place, value }];
  }

  #beginWire(now: number): readonly Act[] {
    const row = this.selected;
    const access = row?.parameter.access ?? "";
    const wants = access.includes("e") ? "s" : access.includes("s") ? "e" : undefined;
    if (row === undefined || wants === undefined)
      return this.#say("a wire begins at an emitter (e) or a sensor (s): choose one first", now);
    this.#mode = { type: "wire", from: placeOf(row), wants, field: textField(), before: this.#list.filter };
    this.#list.look("");
    this.#list.only(wants);
    return [];
  }

  #wire(mode: Mode & { type: "wire" }, key: Key, now: number): readonly Act[] {
    if (key.name === "escape") return this.#leave();
    if (key.name !== "enter") {
      const field = TURNS.has(key.name) ? undefined : editText(mode.field, key);
      if (field === undefined) this.#moves(key);
      else {
        this.#mode = { ...mode, field };
        this.#list.look(textOf(field));
      }
      return [];
    }
    const row = this.selected;
    if (row === undefined) return this.#say(`choose ${mode.wants === "s" ? "a sensor" : "an emitter"}`, now);
    const [from, to] = [mode.from, placeOf(row)];
    const wire = mode.wants === "s" ? { emitter: from, sensor: to } : { emitter: to, sensor: from };
    this.#leave();
    return [{ type: "connect", ...wire }];
  }

  #beginCut(now: number): readonly Act[] {
    const row = this.selected;
    const wires = row === undefined ? [] : (this.#list.network.wires.get(row.key) ?? []);
    if (wires.length === 0) return this.#say("there is no wire here: choose a parameter that has one", now);
    this.#mode = { type: "cut", wires, index: 0 };
    return [];
  }

  #cut({ wires, index }: Mode & { type: "cut" }, { name, text }: Key): readonly Act[] {
    const by = name === "right" || name === "down" ? 1 : name === "left" || name === "up" ? -1 : 0;
    if (by !== 0) {
      this.#mode = { type: "cut", wires, index: (index + by + wires.length) % wires.length };
      return [];
    }
    this.#mode = BROWSE;
    const wire: SeenWire | undefined = wires[index];
    return name === "text" && text === "y" && wire !== undefined ? [{ type: "disconnect", ...wire }] : [];
  }

  #filter(mode: Mode & { type: "filter" }, key: Key): readonly Act[] {
    if (key.name === "escape") {
      this.#list.look(mode.before);
      return this.#leave();
    }
    if (key.name === "enter") return this.#leave();
    if (key.name === "up" || key.name === "down") this.#moves(key);
    const field = editText(mode.field, key);
    if (field === undefined) return [];
    this.#mode = { ...mode, field };
    this.#list.look(textOf(field));
    return [];
  }

  /** Back to the list. */
  #leave(text?: string, now = 0): readonly Act[] {
    const mode = this.#mode;
    this.#mode = BROWSE;
    if (mode.type === "wire") {
      this.#list.only(undefined);
      this.#list.look(mode.before);
      this.#list.select(keyOf(mode.from));
    }
    return text === undefined ? [] : this.#say(text, now);
  }

  #say(text: string, now: number): readonly Act[] {
    this.tell(text, "quiet", now);
    return [];
  }

  /** The selected parameter, if it can be set; says why when not. */
  #writable(now: number): ParameterRow | undefined {
    const row = this.selected;
    if (row === undefined || row.parameter.access.includes("w")) return row;
    this.#say(`${this.#nameOf(row)} cannot be set: its access is "${row.parameter.access}", without w`, now);
    return undefined;
  }

  #nameOf(row: ParameterRow): string {
    return placeName(this.#list.network, placeOf(row));
  }

  #find({ id, path }: Place): ParameterRow["parameter"] | undefined {
    const node = this.#list.network.nodes.find((one) => one.id === id);
    return node?.parameters.find((one) => one.path === path);
  }
}

function placeOf({ node, parameter }: ParameterRow): Place {
  return { id: node.id, path: parameter.path };
}

/** A value as a person writes it. */
function writeValue(value: Json | undefined): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === "number"))
    return value.join(" ");
  return value === undefined || value === null ? "" : toReadableText(value);
}

const BROWSE: Mode = { type: "browse" };
const WRITING: ReadonlySet<Mode["type"]> = new Set(["value", "filter", "wire"]);
/** They choose, also where a text is written. */
const TURNS: ReadonlySet<string> = new Set(["home", "end"]);
const STEPS: ReadonlyMap<string, number> = new Map([
  ...["right", "+", "="].map((key) => [key, 1] as const),
  ...["left", "-"].map((key) => [key, -1] as const),
  ["shift-right", 10],
  ["shift-left", -10],
]);
const MOVES: ReadonlyMap<string, (list: List) => void> = new Map([
  ...["up", "k"].map((key) => [key, (list: List) => list.move(-1)] as const),
  ...["down", "j"].map((key) => [key, (list: List) => list.move(1)] as const),
  ["page-up", (list) => list.page(-1)],
  ["page-down", (list) => list.page(1)],
  ["home", (list) => list.first()],
  ["end", (list) => list.last()],
]);
/** Milliseconds that a message is shown. */
const SHORT = 5000;
const LONG = 12_000;
