import type { Json } from "../../../src/index.ts";
import { boundOf, numberOf } from "../network/kind.ts";

/** Three or four numbers, or "#ff8800", as CSS writes it. Numbers up to 1, or up to 255 when one or their maximum is above 1. */
export function cssColour(value: Json | undefined, max?: Json): string {
  if (typeof value === "string") return HEX.test(value) ? value : "transparent";
  const scale = scaleOf(value, max);
  return `rgb(${[0, 1, 2].map((index) => levelOf(value, index, scale)).join(" ")})`;
}

/** What the browser's colour field wants: "#rrggbb". */
export function hexColour(value: Json | undefined, max?: Json): string {
  if (typeof value === "string") return sixDigits(value);
  const scale = scaleOf(value, max);
  return `#${[0, 1, 2].map((index) => levelOf(value, index, scale).toString(16).padStart(2, "0")).join("")}`;
}

/**
 * A colour from the browser's field in the form that the parameter has now; undefined when it is the one that stands there. The
 * field knows 256 levels: what was not changed in it keeps all its digits.
 */
export function likeColour(hex: string, now: Json | undefined, max?: Json): Json | undefined {
  if (hex.toLowerCase() === hexColour(now, max)) return undefined;
  // The field knows no transparency: that stays as it is.
  if (typeof now === "string") return hex + (now.length === ALPHA_AT + 2 ? now.slice(ALPHA_AT) : "");
  const scale = scaleOf(now, max);
  const numbers = [1, 3, 5].map((at, index) => {
    const level = Number.parseInt(hex.slice(at, at + 2), 16);
    // What was no number is the level that it was drawn with.
    if (level === levelOf(now, index, scale)) return numberOf(now, index) || 0;
    return scale === 1 ? Math.round((level / 255) * 1000) / 1000 : level;
  });
  return Array.isArray(now) && now.length === 4 ? [...numbers, numberOf(now, 3)] : numbers;
}

/** "#f80" and "#ff8800cc" as the field takes them. */
function sixDigits(text: string): string {
  if (!HEX.test(text)) return "#000000";
  const digits = text.length === 4 ? text.replace(/[0-9a-f]/gi, "$&$&") : text.slice(0, ALPHA_AT);
  return digits.toLowerCase();
}

function levelOf(value: Json | undefined, index: number, scale: number): number {
  return Math.round(Math.min(1, Math.max(0, numberOf(value, index) / scale || 0)) * 255);
}

/** 255 when the node says that its numbers go beyond 1, or when one does. */
function scaleOf(value: Json | undefined, max?: Json): number {
  return [0, 1, 2].some((index) => numberOf(value, index) > 1 || (boundOf(max, index) ?? 0) > 1) ? 255 : 1;
}

const HEX = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const ALPHA_AT = 7;
