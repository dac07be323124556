import type { ShowState, ShowStateCue } from "../../show.ts";
import { timeOfDay } from "../format/clock.ts";
import { cut } from "../format/text.ts";
import { Canvas } from "../screen/canvas.ts";
import { drawHelp } from "../screen/help.ts";
import type { Ink } from "../screen/ink.ts";
import { drawKeys, type KeyHint } from "../screen/key-hints.ts";
import type { Message } from "../screen/message.ts";
import { drawField, textOf } from "../screen/text-field.ts";
import type { CueMode } from "./acts.ts";
import { formatUnderstudies } from "./cue-lines.ts";
import type { Reach } from "./cues.ts";
import { drawCue, layOutCues } from "./draw-cue.ts";
import { momentOf, type Told } from "./moment.ts";
import { troublesOf } from "./troubles.ts";

/** What there is to draw. */
export interface CuePicture {
  readonly told: Told | undefined;
  readonly reach: Reach;
  readonly mode: CueMode;
  readonly message: Message | undefined;
  readonly selected: ShowStateCue | undefined;
  readonly now: number;
}

/** The screen of a show: what it is called and who is missing, its cues, what is to be known, and the keys. */
export function drawCues(
  picture: CuePicture,
  { columns, rows, ink }: { readonly columns: number; readonly rows: number; readonly ink: Ink },
): Canvas {
  const canvas = new Canvas(columns, rows, ink);
  if (picture.mode.type === "help") {
    drawHelp(canvas, "zocp cues", HELP);
    return canvas;
  }
  drawTitle(canvas, picture);
  const told = picture.told;
  const below = told === undefined ? [] : linesBelow(told.state, Math.max(1, Math.floor(rows / 5)));
  const height = Math.max(1, rows - ABOVE - FOOT - below.length);
  if (told !== undefined) drawList(canvas, picture, height);
  for (const [index, [text, tone]] of below.entries())
    canvas.put(1, rows - FOOT - below.length + index, cut(text, columns - 2), styleOf(canvas, tone));
  drawFoot(canvas, picture);
  return canvas;
}

function drawTitle(canvas: Canvas, { told, reach }: CuePicture): void {
  const { ink, columns } = canvas;
  const title = told?.state.title ?? told?.state.name ?? "zocp cues";
  const at = canvas.put(1, 0, cut(title, Math.max(8, Math.floor(columns * 0.4))), ink.bold);
  const name = told?.state.title === undefined ? "" : reach.name;
  const next = canvas.put(at + 2, 0, cut(name, 16), ink.dim);
  if (reach.trouble !== undefined) {
    canvas.putRight(columns - 2, 0, cut(` ${reach.trouble} `, columns - next - 2), ink.warning + ink.reverse);
    return;
  }
  if (told === undefined) return;
  const { missing } = troublesOf(told.state);
  const count = told.state.nodes.length;
  const nodes = `${count} node${count === 1 ? "" : "s"}`;
  const ready = told.state.understudies.filter(({ follows }) => follows).length;
  const stands = ready === 0 ? "" : `, ${ready} understud${ready === 1 ? "y" : "ies"}`;
  if (missing.length === 0) return canvas.putRight(columns - 2, 0, `${nodes}, all here${stands}`, ink.dim);
  const text = `${nodes}, ${missing.length} missing: ${missing.join(", ")}`;
  canvas.putRight(columns - 2, 0, cut(text, columns - next - 4), ink.warning);
}

function drawList(canvas: Canvas, { told, selected, now }: CuePicture, height: number): void {
  if (told === undefined) return;
  const { cues } = told.state;
  const { ink } = canvas;
  if (cues.length === 0) return void canvas.put(3, ABOVE, "this show has no cues yet", ink.dim);
  const index = Math.max(
    0,
    cues.findIndex(({ id }) => id === selected?.id),
  );
  const top = Math.max(0, Math.min(index - Math.floor(height / 2), cues.length - height));
  const layout = layOutCues(cues, canvas.columns);
  const moment = momentOf(told, now);
  for (const [row, cue] of cues.slice(top, top + height).entries())
    drawCue(canvas, ABOVE + row, { cue, state: told.state, layout, moment, selected: cue.id === selected?.id });
  if (top > 0) canvas.put(canvas.columns - 1, ABOVE, "↑", ink.dim);
  if (top + height < cues.length) canvas.put(canvas.columns - 1, ABOVE + height - 1, "↓", ink.dim);
}

type Tone = "quiet" | "warning" | "fault";
type Line = readonly [text: string, tone: Tone];

/** What is to be known besides the cues, the worst first; at most so many lines. */
function linesBelow(state: ShowState, most: number): readonly Line[] {
  const each = (of: ReadonlyMap<string, string>, word: string, tone: Tone): readonly Line[] =>
    [...of].map(([address, why]) => [`${word} ${address}: ${why}`, tone]);
  const troubles = state.nodes.flatMap(({ name, trouble, suspected, locked }): readonly Line[] => {
    if (trouble !== undefined) return [[`${name}: ${trouble}`, "fault"]];
    if (suspected) return [[`${name} does not answer`, "warning"]];
    return locked ? [[`${name} is locked`, "quiet"]] : [];
  });
  const last = state.notes.at(-1);
  const rival = state.disputed === undefined ? [] : formatUnderstudies({ ...state, understudies: [] });
  const all: readonly Line[] = [
    ...rival.map((text): Line => [text, "fault"]),
    ...each(state.refused, "refused", "fault"),
    ...troubles,
    ...[...state.grabbed].map(([address, who]): Line => [`${address} was taken by ${who}`, "warning"]),
    ...(last === undefined ? [] : [[`${timeOfDay(new Date(last.at))}  ${last.text}`, "quiet"] as const]),
  ];
  if (all.length <= most) return all;
  return [...all.slice(0, most - 1), [`and ${all.length - most + 1} more`, "quiet"]];
}

function drawFoot(canvas: Canvas, { told, mode, message, selected }: CuePicture): void {
  const { ink, columns, rows } = canvas;
  const row = rows - 2;
  const state = told?.state;
  canvas.put(1, row - 1, cut(selected?.note ?? "", columns - 2));
  if (mode.type === "goto") {
    const at = canvas.put(1, row, "go to cue", ink.accent + ink.bold) + 1;
    if (mode.fresh) canvas.put(at, row, cut(textOf(mode.field), 10), ink.reverse);
    else drawField(canvas, mode.field, { column: at, row, width: 10 });
    const named = state?.cues.find(({ cue }) => cue === textOf(mode.field).trim())?.name ?? "";
    canvas.put(at + 11, row, cut(named, columns - at - 12), ink.dim);
  } else if (mode.type === "panic") canvas.put(1, row, " ! again stops everything ", ink.fault + ink.reverse);
  else drawNews(canvas, row, message, state);
  drawKeys(canvas, rows - 1, keysFor(mode, state));
}

/** What went wrong hides that the show stands; that it stands hides everything else. */
function drawNews(canvas: Canvas, row: number, message: Message | undefined, state: ShowState | undefined): void {
  const { ink, columns } = canvas;
  const stands =
    state?.panicked === true
      ? [" PANIC: everything stands; r releases ", ink.fault + ink.reverse]
      : state?.paused === true
        ? [" PAUSED: Space goes on ", ink.warning + ink.reverse]
        : state?.blackout === true
          ? [" BLACKOUT ", ink.warning + ink.reverse]
          : undefined;
  if (message?.tone === "fault") canvas.put(1, row, cut(message.text, columns - 2), ink.fault);
  else if (stands !== undefined) canvas.put(1, row, stands[0] ?? "", stands[1]);
  else canvas.put(1, row, cut(message?.text ?? "", columns - 2), ink.dim);
}

function keysFor(mode: CueMode, state: ShowState | undefined): readonly KeyHint[] {
  if (mode.type === "goto")
    return [
      ["Enter", "goes there"],
      ["Esc", "stays"],
    ];
  const release: readonly KeyHint[] = state?.panicked === true ? [["r", "release"]] : [];
  const pause: KeyHint = ["p", state?.paused === true ? "go on" : "pause"];
  return [
    ["Space", "go"],
    ["b", "back"],
    pause,
    ["g", "goto"],
    ["!!", "panic"],
    ...release,
    ["?", "help"],
    ["q", "end"],
  ];
}

function styleOf({ ink }: Canvas, tone: Tone): string {
  return tone === "fault" ? ink.fault : tone === "warning" ? ink.warning : ink.dim;
}

const HELP: readonly KeyHint[] = [
  ["Space", "GO: play what is next (●); paused, go on"],
  ["b", "BACK: to the look before the last GO"],
  ["p", "PAUSE: hold everything, and go on"],
  ["↑ ↓", "choose a cue; Esc follows the show again"],
  ["g Enter", "GOTO the chosen cue, or a number; asks"],
  ["! !", "PANIC: twice within two seconds"],
  ["r", "release a panic"],
  ["q Ctrl-C", "end this screen; the show goes on"],
  ["", ""],
  ["", "▶ on stage  ● next  ↓ the next one follows by itself"],
  ["", "A GO that the show does not hear in time is not played."],
];
/** Rows above the list, and below everything. */
const ABOVE = 2;
const FOOT = 4;
