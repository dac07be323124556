import type { Canvas } from "../screen/canvas.ts";
import { type Colour, mix } from "../screen/ink.ts";
import { PALETTE } from "./palette.ts";

interface Lamp {
  readonly column: number;
  readonly row: number;
  readonly name: string;
  /** From 0 to 1. */
  readonly brightness: number;
  readonly colour: Colour;
}

/** A round light and its glow: each character is two squares, one above the other, so that a disc is round. */
export function drawLamp(canvas: Canvas, lamp: Lamp): void {
  if (canvas.ink.depth === "none") drawShades(canvas, lamp);
  else drawGlow(canvas, lamp);
  const label = `${lamp.name} ${lamp.brightness.toFixed(2)}`;
  const at = lamp.column + ((LAMP_WIDTH - label.length) >> 1);
  canvas.put(at, lamp.row + LAMP_HEIGHT, lamp.name, canvas.ink.fore(PALETTE.text));
  canvas.put(
    at + lamp.name.length + 1,
    lamp.row + LAMP_HEIGHT,
    lamp.brightness.toFixed(2),
    canvas.ink.fore(PALETTE.quiet),
  );
}

function drawGlow(canvas: Canvas, { column, row, brightness, colour }: Lamp): void {
  for (let y = 0; y < LAMP_HEIGHT; y++) {
    for (let x = 0; x < LAMP_WIDTH; x++) {
      const upper = light(x, 2 * y, brightness, colour);
      const lower = light(x, 2 * y + 1, brightness, colour);
      if (upper === undefined && lower === undefined) continue;
      canvas.put(column + x, row + y, ...square(canvas, upper, lower));
    }
  }
}

/** A square that is not lit keeps the terminal's own background. */
function square({ ink }: Canvas, upper: Colour | undefined, lower: Colour | undefined): [string, string] {
  if (upper === undefined) return ["▄", ink.fore(lower ?? PALETTE.dark)];
  return lower === undefined ? ["▀", ink.fore(upper)] : ["▀", ink.fore(upper) + ink.back(lower)];
}

/** The light at a square: a bulb that is always seen, and a glow around it that grows with the brightness. */
function light(x: number, y: number, brightness: number, colour: Colour): Colour | undefined {
  const distance = Math.hypot(x - (LAMP_WIDTH - 1) / 2, y - (2 * LAMP_HEIGHT - 1) / 2) / RADIUS;
  if (distance > 1) return undefined;
  const hot = mix(
    mix(PALETTE.dark, colour, 0.12 + 0.88 * brightness),
    PALETTE.white,
    brightness * brightness * (1 - distance) * 1.4,
  );
  return mix(hot, mix(PALETTE.dark, colour, 0.06 + 0.5 * brightness), distance * distance);
}

/** Without colours: the denser, the brighter. */
function drawShades(canvas: Canvas, { column, row, brightness }: Lamp): void {
  const shade = SHADES[Math.min(SHADES.length - 1, Math.floor(brightness * SHADES.length))] ?? "█";
  for (let y = 0; y < LAMP_HEIGHT; y++) {
    for (let x = 0; x < LAMP_WIDTH; x++) {
      const distance = Math.hypot(x - (LAMP_WIDTH - 1) / 2, 2 * y + 0.5 - (2 * LAMP_HEIGHT - 1) / 2);
      if (distance <= RADIUS) canvas.put(column + x, row + y, shade);
    }
  }
}

/** In characters. */
export const LAMP_WIDTH = 12;
export const LAMP_HEIGHT = 5;
const RADIUS = 5.2;
const SHADES = "·░▒▓█";
