import type { ShowState, ShowStateCue } from "../../show.ts";
import { timeOfDay } from "../format/clock.ts";
import { cut, widthOf } from "../format/text.ts";
import type { Canvas } from "../screen/canvas.ts";
import type { Moment } from "./moment.ts";
import { troublesOf } from "./troubles.ts";

interface CueLayout {
  readonly number: number;
  readonly name: number;
  readonly bar: number;
}

interface CueRow {
  readonly cue: ShowStateCue;
  readonly state: ShowState;
  readonly layout: CueLayout;
  readonly moment: Moment;
  readonly selected: boolean;
}

/** How wide the columns are: by numbers and names only. */
export function layOutCues(cues: readonly ShowStateCue[], columns: number): CueLayout {
  const longest = (of: (cue: ShowStateCue) => string): number => Math.max(...cues.map((cue) => widthOf(of(cue))));
  const number = Math.min(
    8,
    Math.max(
      3,
      longest(({ cue }) => cue),
    ),
  );
  const room = Math.floor(columns * (columns < 80 ? 0.34 : 0.3));
  return {
    number,
    name: Math.min(room, Math.max(10, longest(nameOf))),
    bar: columns < NARROW ? 9 : columns < 110 ? 14 : 20,
  };
}

/** A cue: where the show is, its number and name, how far it is or how long it takes, and what is to be known of it. */
export function drawCue(canvas: Canvas, row: number, { cue, state, layout, moment, selected }: CueRow): void {
  const { ink, columns } = canvas;
  const active = cue.id === state.active;
  const next = cue.id === state.next;
  const style =
    cue.state === "running" ? ink.accent + ink.bold : active || next ? ink.bold : cue.disabled ? ink.dim : "";
  if (selected) canvas.put(0, row, "▌", ink.accent);
  canvas.put(2, row, active ? "▶" : next ? "●" : " ", active ? ink.accent : "");
  canvas.put(4, row, cut(cue.cue, layout.number), style);
  let at = 4 + layout.number + 2;
  canvas.put(at, row, cut(nameOf(cue), layout.name), style);
  at += layout.name + 2;
  const running = cue.state === "running" && active;
  const bar = at;
  if (running) drawProgress(canvas, { column: at, row, width: layout.bar }, moment.progress);
  at += layout.bar + 1;
  const time = timeOf(cue, running ? moment : undefined);
  canvas.put(at + TIME - widthOf(time), row, time, running ? style : ink.dim);
  at += TIME;
  canvas.put(at + 1, row, cue.follow === undefined ? "" : "↓", ink.dim);
  // On a narrow terminal there is no other place: while nothing runs, no bar is there.
  const narrow = columns < NARROW && !running;
  const place = narrow ? { column: bar, width: layout.bar } : { column: at + 4, width: columns - at - 6 };
  drawFacts(canvas, { ...place, row }, { cue, state, active });
}

function timeOf({ state, wait, lasts, disabled }: ShowStateCue, moment: Moment | undefined): string {
  if (moment !== undefined) return `${seconds(moment.remaining)} left`;
  if (disabled) return "off";
  if (state === "waiting") return "waits";
  return `${wait > 0 ? `${seconds(wait)}+` : ""}${seconds(lasts)}`;
}

interface Spot {
  readonly column: number;
  readonly row: number;
  readonly width: number;
}

/** What is wrong comes first; what only is to be known is quiet. */
function drawFacts(
  canvas: Canvas,
  { column, row, width }: Spot,
  { cue, state, active }: { readonly cue: ShowStateCue; readonly state: ShowState; readonly active: boolean },
): void {
  const { ink } = canvas;
  const here = troublesOf(state);
  const facts: readonly (readonly [number, string, string])[] = active
    ? [
        [here.refused, "refused", ink.fault],
        [cue.missing.length, "missing", ink.warning],
        [here.grabbed, "taken", ink.warning],
        [here.moving, "moving", ink.dim],
        [here.streamed, "streamed", ink.dim],
      ]
    : [[cue.missing.length, "missing", ink.warning]];
  let at = column;
  for (const [count, word, style] of facts) {
    if (count === 0) continue;
    const text = `${count} ${word}`;
    if (at + text.length > column + width) return;
    at = canvas.put(at, row, text, style) + 2;
  }
  if (active && cue.state !== "running" && state.since !== undefined && at + SINCE <= column + width)
    at = canvas.put(at, row, `since ${timeOfDay(new Date(state.since))}`, ink.dim) + 2;
  if (at + SHORTEST_NOTE <= column + width) canvas.put(at, row, cut(cue.note ?? "", column + width - at), ink.dim);
}

/** Eighths of a column: a fade of minutes is seen to move. */
function drawProgress(canvas: Canvas, { column, row, width }: Spot, progress: number): void {
  const { ink } = canvas;
  const eighths = Math.round(Math.min(1, Math.max(0, progress)) * width * 8);
  const bar = "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
  const at = canvas.put(column, row, bar, ink.accent);
  canvas.put(at, row, "░".repeat(column + width - at), ink.dim);
}

function nameOf({ name, scene }: ShowStateCue): string {
  return name ?? scene ?? "";
}

/** Five columns at most, so that two of them fit: seconds, and minutes where they are many. */
function seconds(time: number): string {
  if (time < 99.95) return time.toFixed(1);
  return time < 9999.5 ? String(Math.round(time)) : `${Math.round(time / 60)}m`;
}

const NARROW = 80;
const SINCE = 11;
const SHORTEST_NOTE = 8;
/** Columns of the time. */
const TIME = 9;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
