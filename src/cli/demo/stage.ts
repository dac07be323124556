import { cut } from "../format/text.ts";
import { Canvas } from "../screen/canvas.ts";
import { type Colour, type Ink, mix } from "../screen/ink.ts";
import type { DemoState } from "./demo.ts";
import { drawLamp, LAMP_HEIGHT, LAMP_WIDTH } from "./lamp.ts";
import { PALETTE } from "./palette.ts";

/** What is drawn besides the scene. */
export interface StageOptions {
  readonly columns: number;
  readonly rows: number;
  readonly ink: Ink;
  /** The recent values of the wave, the newest last. */
  readonly trail: readonly number[];
  /** What to type in another terminal. */
  readonly hints: readonly string[];
}

/** The live view: emitters on the left, lamps on the right, the wires between them; on a small terminal a list. */
export function drawStage(scene: DemoState, options: StageOptions): Canvas {
  const { columns, rows, ink } = options;
  const canvas = new Canvas(columns, rows, ink);
  const wide = columns >= WIDE && rows >= HIGH;
  drawTitle(canvas, scene);
  drawCue(canvas, scene);
  const below = wide ? drawPlan(canvas, scene, options) : drawList(canvas, scene);
  drawHints(canvas, below, scene, options.hints);
  return canvas;
}

function drawTitle(canvas: Canvas, { found, guests, time }: DemoState): void {
  const { ink, columns } = canvas;
  canvas.put(LEFT, 1, "zocp demo", ink.fore(PALETTE.text) + ink.bold);
  const state = found ? "five nodes, on this machine only" : "five nodes look for each other …";
  if (columns >= 50) canvas.put(LEFT + 11, 1, state, ink.fore(PALETTE.quiet));
  const visitors = guests.length === 0 ? "" : `also here: ${guests.join(", ")}`;
  const right = columns >= 76 && visitors !== "" ? cut(visitors, columns - 50) : clock(time);
  canvas.putRight(columns - 1 - LEFT, 1, right, ink.fore(guests.length > 0 ? PALETTE.text : PALETTE.faint));
}

/** The cue on stage and how far it is, and what GO plays. */
function drawCue(canvas: Canvas, { cue: { active, next, progress } }: DemoState): void {
  const { ink } = canvas;
  const text = active === "" ? "before the first cue" : active;
  canvas.put(LEFT, CUE_ROW, "show", ink.fore(PALETTE.text) + ink.bold);
  canvas.put(BAR_AT, CUE_ROW, text, ink.fore(active === "" ? PALETTE.faint : PALETTE.text));
  if (progress < 1) drawBar(canvas, CUE_ROW, progress, PALETTE.glow, BAR_AT + CUE_WIDTH, CUE_BAR);
  const at = BAR_AT + CUE_WIDTH + CUE_BAR + 2;
  canvas.put(at, CUE_ROW, next === "" ? "the end" : `next: ${next}`, ink.fore(PALETTE.quiet));
}

function drawPlan(canvas: Canvas, scene: DemoState, { trail, columns }: StageOptions): number {
  const lampAt = Math.min(columns - LAMP_WIDTH - 4, LEFT + PANEL + 40);
  drawOscillator(canvas, scene, trail);
  drawFader(canvas, scene);
  drawWires(canvas, scene, lampAt);
  scene.lamps.forEach((lamp, index) => {
    const top = (index === 0 ? WAVE_ROW : LEVEL_ROW) - (LAMP_HEIGHT >> 1);
    drawLamp(canvas, { column: lampAt, row: top, ...lamp });
  });
  return LEVEL_ROW + (LAMP_HEIGHT >> 1) + 2;
}

function drawOscillator(canvas: Canvas, { wave, rate, amplitude }: DemoState, trail: readonly number[]): void {
  const { ink } = canvas;
  drawName(canvas, WAVE_ROW - 1, "oscillator");
  drawLabel(canvas, WAVE_ROW, "wave", wave.toFixed(2));
  const recent = trail.slice(-BAR);
  canvas.put(BAR_AT + BAR - recent.length, WAVE_ROW, recent.map(spark).join(""), ink.fore(PALETTE.wave));
  drawLabel(canvas, WAVE_ROW + 1, "amplitude", amplitude.toFixed(2));
  drawBar(canvas, WAVE_ROW + 1, amplitude, PALETTE.fader);
  drawLabel(canvas, WAVE_ROW + 2, "rate", `${rate.toFixed(2)} Hz`);
}

function drawFader(canvas: Canvas, { fader, touched }: DemoState): void {
  drawName(canvas, LEVEL_ROW - 1, "fader");
  drawLabel(canvas, LEVEL_ROW, "level", fader.toFixed(2));
  drawBar(canvas, LEVEL_ROW, fader, PALETTE.fader);
  canvas.put(BAR_AT, LEVEL_ROW + 1, touched ? "holds" : "drifts by itself", canvas.ink.fore(PALETTE.faint));
}

/** The straight wires to the lamps, and the one from the fader up to the oscillator's amplitude. */
function drawWires(
  canvas: Canvas,
  { wires: [wave, level, amplitude], wave: strength, fader }: DemoState,
  lampAt: number,
): void {
  const start = LEFT + PANEL;
  const straight = (row: number, made: boolean, colour: Colour, value: number): void => {
    const style = wireStyle(canvas, made, colour, value);
    canvas.put(start, row, made ? "●" : "○", style);
    for (let column = start + 1; column < lampAt - 2; column++) {
      if (made || column % 2 === 0) canvas.put(column, row, made ? "─" : "·", style);
    }
    canvas.put(lampAt - 2, row, made ? "▶" : "▷", style);
  };
  straight(WAVE_ROW, wave?.made === true, PALETTE.wave, strength);
  straight(LEVEL_ROW, level?.made === true, PALETTE.fader, fader);
  drawRiser(canvas, start, amplitude?.made === true, wireStyle(canvas, amplitude?.made === true, PALETTE.fader, fader));
  canvas.put(
    start,
    LEVEL_ROW,
    level?.made || amplitude?.made ? "●" : "○",
    wireStyle(canvas, true, PALETTE.fader, fader),
  );
}

function drawRiser(canvas: Canvas, start: number, made: boolean, style: string): void {
  const column = start + 4;
  const top = WAVE_ROW + 1;
  canvas.put(start, top, made ? "◀───╮" : "◁", style);
  for (let row = top + 1; made && row < LEVEL_ROW; row++) canvas.put(column, row, "│", style);
  if (made) canvas.put(start + 1, LEVEL_ROW, "───┴", style);
}

/** A wire is as bright as what runs through it. */
function wireStyle({ ink }: Canvas, made: boolean, colour: Colour, value: number): string {
  return ink.fore(made ? mix(mix(PALETTE.dark, colour, 0.4), colour, value) : PALETTE.faint);
}

function drawName(canvas: Canvas, row: number, name: string): void {
  canvas.put(LEFT, row, name, canvas.ink.fore(PALETTE.text) + canvas.ink.bold);
}

function drawLabel(canvas: Canvas, row: number, label: string, value: string): void {
  canvas.put(LEFT + 2, row, label, canvas.ink.fore(PALETTE.quiet));
  canvas.putRight(LEFT + PANEL - 2, row, value, canvas.ink.fore(PALETTE.text));
}

function drawBar(canvas: Canvas, row: number, value: number, colour: Colour, at = BAR_AT, width = BAR): void {
  const filled = Math.round(value * width);
  canvas.put(at, row, "━".repeat(filled), canvas.ink.fore(colour));
  canvas.put(
    at + filled,
    row,
    (canvas.ink.depth === "none" ? "·" : "─").repeat(width - filled),
    canvas.ink.fore(PALETTE.faint),
  );
}

/** For a small terminal: what each emitter says and each lamp shows, one below the other. */
function drawList(canvas: Canvas, { wave, fader, lamps }: DemoState): number {
  const rows: (readonly [string, number, Colour])[] = [
    ["oscillator/wave", wave, PALETTE.wave],
    ["fader/level", fader, PALETTE.fader],
    ...lamps.map(
      ({ name, brightness, colour }) =>
        [name, brightness, mix(PALETTE.dark, colour, 0.25 + brightness * 0.75)] as const,
    ),
  ];
  const barAt = LEFT + 17;
  const width = Math.max(4, Math.min(40, canvas.columns - barAt - 8));
  rows.forEach(([name, value, colour], index) => {
    const row = LIST_ROW + index;
    canvas.put(LEFT, row, name, canvas.ink.fore(PALETTE.text));
    drawBar(canvas, row, value, colour, barAt, width);
    canvas.put(barAt + width + 1, row, value.toFixed(2), canvas.ink.fore(PALETTE.quiet));
  });
  return LIST_ROW + 1 + rows.length;
}

function drawHints(canvas: Canvas, top: number, { touched, cue }: DemoState, hints: readonly string[]): void {
  const { ink } = canvas;
  const last = canvas.rows - 1;
  const keys = [
    ["g", cue.next === "" ? "begin anew" : "GO"],
    ["b", "BACK"],
    ["↑↓", "move the fader"],
    ["space", touched ? "let it drift" : "hold it"],
    ["q", "end"],
  ] as const;
  let column = LEFT;
  for (const [key, meaning] of keys) {
    canvas.put(column, last - 1, key, ink.fore(PALETTE.text));
    canvas.put(column + key.length + 1, last - 1, meaning, ink.fore(PALETTE.quiet));
    column += key.length + meaning.length + 4;
  }
  const room = last - 1 - top - 2;
  if (room < 1) return;
  const shown = hints.slice(0, room);
  canvas.put(LEFT, top, "in a second terminal:", ink.fore(PALETTE.quiet));
  for (const [index, hint] of shown.entries()) canvas.put(LEFT + 2, top + 1 + index, hint, ink.fore(PALETTE.text));
}

function spark(value: number): string {
  return SPARKS[Math.min(SPARKS.length - 1, Math.max(0, Math.round(value * (SPARKS.length - 1))))] ?? " ";
}

function clock(time: number): string {
  const seconds = Math.floor(time);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const SPARKS = "▁▂▃▄▅▆▇█";
const WIDE = 72;
const HIGH = 20;
const LEFT = 2;
const PANEL = 42;
const BAR_AT = LEFT + 13;
const BAR = 20;
const CUE_ROW = 3;
const CUE_WIDTH = 16;
const CUE_BAR = 12;
const LIST_ROW = 5;
const WAVE_ROW = 6;
const LEVEL_ROW = 13;
