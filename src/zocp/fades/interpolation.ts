import type { Json } from "../../bytes/json.ts";
import { numberAt, shareAt } from "./curves.ts";
import { fromOklch, GREY, type Triple, toOklch } from "./oklch.ts";
import type { Timing, Way } from "./timing.ts";

/** What has to be known of a parameter: of one of ours, or as another node described it. */
export interface Faded {
  readonly typeHint: string;
  readonly unit?: string | undefined;
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
  readonly extra: ReadonlyMap<string, Json>;
}

/** The value at a share of the time, from 0 to 1. At 1 it is the end itself, to the bit. */
export type Path = (time: number) => Json;

type Style = Pick<Timing, "curve" | "snap" | "space" | "way">;

/** How a parameter gets from one value to another. */
export function pathOf(parameter: Faded, from: Json, to: Json, style: Style): Path {
  const between = gradual(parameter, from, to, style) ?? snapping(from, to, style.snap);
  return (time) => (time >= 1 ? to : between(time));
}

function gradual(parameter: Faded, from: Json, to: Json, style: Style): Path | undefined {
  const { typeHint } = parameter;
  if (style.snap !== undefined) return undefined;
  if (typeHint === "int") return whole(parameter, from, to, style);
  if (isSteady(from) && isSteady(to)) return single(parameter, from, to, style);
  return /^vec\d{1,2}f$/.test(typeHint) ? vector(from, to, style) : undefined;
}

function whole(parameter: Faded, from: Json, to: Json, style: Style): Path | undefined {
  if (!isSteady(from) || !isSteady(to)) return undefined;
  const path = single(parameter, from, to, style);
  return path && ((time) => roundAway(Number(path(time))));
}

function single(parameter: Faded, from: number, to: number, style: Style): Path | undefined {
  if (!NUMBERS.has(parameter.typeHint)) return undefined;
  const turn = turnOf(parameter);
  const { curve } = style;
  if (turn === undefined) return (time) => numberAt(curve, from, to, shareAt(curve, time));
  const end = from + wayRound(from, to, turn.size, style.way);
  return (time) => wrap(numberAt(curve, from, end, shareAt(curve, time)), from, to, turn);
}

function vector(from: Json, to: Json, style: Style): Path | undefined {
  if (!isVector(from) || !isVector(to) || from.length !== to.length) return undefined;
  const { curve, space } = style;
  if (space === "oklch" && (to.length === 3 || to.length === 4)) return colour(from, to, style);
  return (time) => {
    const share = shareAt(curve, time);
    return to.map((end, index) => numberAt(curve, from[index] ?? 0, end, share));
  };
}

/** Red, green and blue by lightness, chroma and hue, the hue by the shorter way unless another is asked for; the fourth, alpha, as it is. */
function colour(from: readonly number[], to: readonly number[], { curve, way }: Style): Path {
  const [a, b] = [toOklch(from as unknown as Triple), toOklch(to as unknown as Triple)];
  // Grey has no hue of its own: it takes that of the other end.
  const hueFrom = a[1] < GREY ? b[2] : a[2];
  const round = wayRound(hueFrom, b[1] < GREY ? hueFrom : b[2], 360, way);
  return (time) => {
    const share = shareAt(curve, time);
    const at = (x: number, y: number): number => numberAt("linear", x, y, share);
    const [red, green, blue] = fromOklch([at(a[0], b[0]), at(a[1], b[1]), hueFrom + round * share]);
    const rgb = [red, green, blue].map((one, index) => keepWithin(one, from[index] ?? 0, to[index] ?? 0));
    return to.length === 3 ? rgb : [...rgb, numberAt(curve, from[3] ?? 0, to[3] ?? 0, share)];
  };
}

/** A way through colours that no screen shows ends at what one shows, unless the ends themselves are beyond. */
function keepWithin(value: number, from: number, to: number): number {
  return Math.min(Math.max(value, Math.min(0, from, to)), Math.max(1, from, to));
}

/** What cannot go gradually: what is turned on is so at the start, what is turned off at the end. */
function snapping(from: Json, to: Json, snap: number | undefined): Path {
  const at = snap ?? (isOff(to) ? 1 : 0);
  return (time) => (time >= at ? to : from);
}

function isOff(value: Json): boolean {
  if (value === null || value === false || value === "" || value === 0) return true;
  return (Array.isArray(value) && value.length === 0) || (value instanceof Map && value.size === 0);
}

/** The values of an angle: a whole turn, and where its range begins. */
interface Turn {
  readonly size: number;
  readonly least: number | undefined;
}

function turnOf({ unit, min, max, extra }: Faded): Turn | undefined {
  const size = TURNS.get(unit ?? "");
  if (size === undefined) return undefined;
  const least = typeof min === "number" ? min : undefined;
  const exact = least !== undefined && typeof max === "number" && Math.abs(max - least - size) < size * 1e-6;
  return exact || extra.get("cyclic") === true ? { size, least } : undefined;
}

/** How far it is from one angle to another, with the sign of the direction. */
function wayRound(from: number, to: number, size: number, way: Way = "shorter"): number {
  const up = modulo(to - from, size);
  if (up === 0 || way === "up") return up;
  if (way === "down") return up - size;
  const shorter = up <= size / 2 ? up : up - size;
  return way === "shorter" ? shorter : shorter > 0 ? shorter - size : shorter + size;
}

/** An angle as its parameter counts it: from its least value, or as the ends are. */
function wrap(angle: number, from: number, to: number, { size, least }: Turn): number {
  const low = least ?? (Math.min(from, to) < 0 ? -size / 2 : 0);
  if (angle >= low && angle <= low + size) return angle;
  return low + modulo(angle - low, size);
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}

function roundAway(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function isSteady(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isVector(value: Json): value is readonly number[] {
  return Array.isArray(value) && value.every(isSteady);
}

const NUMBERS: ReadonlySet<string> = new Set(["int", "flt", "float", "percent"]);
const TURNS: ReadonlyMap<string, number> = new Map([
  ...(["deg", "°", "degrees"] as const).map((unit) => [unit, 360] as const),
  ...(["rad", "radians"] as const).map((unit) => [unit, 2 * Math.PI] as const),
  ["turn", 1],
]);
