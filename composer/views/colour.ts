import type { Json } from "../../src/index.ts";
import { numberOf } from "../model/kind.ts";

/** Three or four numbers, or "#ff8800", as CSS writes it. Numbers up to 1, or up to 255 when one is above 1. */
export function cssColour(value: Json | undefined): string {
  if (typeof value === "string") return /^#[0-9a-f]{6}$/i.test(value) ? value : "transparent";
  const scale = scaleOf(value);
  const part = (index: number): number =>
    Math.round(Math.min(1, Math.max(0, numberOf(value, index) / scale || 0)) * 255);
  return `rgb(${part(0)} ${part(1)} ${part(2)})`;
}

/** What the browser's colour field wants: "#rrggbb". */
export function hexColour(value: Json | undefined): string {
  if (typeof value === "string") return cssColour(value);
  const scale = scaleOf(value);
  const part = (index: number): string => {
    const level = Math.round(Math.min(1, Math.max(0, numberOf(value, index) / scale || 0)) * 255);
    return level.toString(16).padStart(2, "0");
  };
  return `#${part(0)}${part(1)}${part(2)}`;
}

/** A colour from the browser's field in the form that the parameter has now. */
export function likeColour(hex: string, now: Json | undefined): Json {
  if (typeof now === "string") return hex;
  const scale = scaleOf(now);
  const parts = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const numbers = parts.map((part) => (scale === 1 ? Math.round((part / 255) * 1000) / 1000 : part));
  return Array.isArray(now) && now.length === 4 ? [...numbers, numberOf(now, 3)] : numbers;
}

function scaleOf(value: Json | undefined): number {
  return [0, 1, 2].some((index) => numberOf(value, index) > 1) ? 255 : 1;
}
