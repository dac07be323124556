import type { Json } from "../../../src/index.ts";
import { boundOf, numberOf } from "../network/kind.ts";

/** Three or four numbers, or "#ff8800", as CSS writes it. Numbers up to 1, or up to 255 when one or their maximum is above 1. */
export function cssColour(value: Json | undefined, max?: Json): string {
  if (typeof value === "string") return /^#[0-9a-f]{6}$/i.test(value) ? value : "transparent";
  const scale = scaleOf(value, max);
  return `rgb(${[0, 1, 2].map((index) => levelOf(value, index, scale)).join(" ")})`;
}

/** What the browser's colour field wants: "#rrggbb". */
export function hexColour(value: Json | undefined, max?: Json): string {
  if (typeof value === "string") return cssColour(value).toLowerCase();
  const scale = scaleOf(value, max);
  return `#${[0, 1, 2].map((index) => levelOf(value, index, scale).toString(16).padStart(2, "0")).join("")}`;
}

/**
 * A colour from the browser's field in the form that the parameter has now; undefined when it is the one that stands there. The
 * field knows 256 levels: what was not changed in it keeps all its digits.
 */
export function likeColour(hex: string, now: Json | undefined, max?: Json): Json | undefined {
  if (hex.toLowerCase() === hexColour(now, max)) return undefined;
  if (typeof now === "string") return hex;
  const scale = scaleOf(now, max);
  const numbers = [1, 3, 5].map((at, index) => {
    const level = Number.parseInt(hex.slice(at, at + 2), 16);
    if (level === levelOf(now, index, scale)) return numberOf(now, index);
    return scale === 1 ? Math.round((level / 255) * 1000) / 1000 : level;
  });
  return Array.isArray(now) && now.length === 4 ? [...numbers, numberOf(now, 3)] : numbers;
}

function levelOf(value: Json | undefined, index: number, scale: number): number {
  return Math.round(Math.min(1, Math.max(0, numberOf(value, index) / scale || 0)) * 255);
}

/** 255 when the node says that its numbers go beyond 1, or when one does. */
function scaleOf(value: Json | undefined, max?: Json): number {
  return [0, 1, 2].some((index) => numberOf(value, index) > 1 || (boundOf(max, index) ?? 0) > 1) ? 255 : 1;
}
