import { type Json, typeName } from "../../index.ts";
import { rounded } from "../format/json.ts";
import { showQuoted, showRounded, showValue } from "../format/text.ts";
import { digitsFor } from "./numbers.ts";
import type { SeenParameter } from "./seen.ts";

/** A value in a list, where it may change many times a second: numbers keep their digits. */
export function describeValue(parameter: SeenParameter, value: Json | undefined): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "number") return formatNumber(parameter, value);
  if (Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === "number"))
    return value.map((part) => formatNumber(parameter, part)).join(" ");
  return value === undefined ? "" : showQuoted(value);
}

/** What is known of a parameter besides its value. */
export function describeParameter(parameter: SeenParameter): string {
  const { typeHint, access, unit, description, value, event } = parameter;
  const parts = [
    typeof value === "number" || typeof value === "string" ? showValue(value) : "",
    typeName(typeHint),
    access,
    describeRange(parameter),
    unit ?? "",
    event ? "event" : "",
    description ?? "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}

export function describeRange({ min, max, step }: SeenParameter): string {
  const bound = (value: Json | undefined): string => (value === undefined ? "" : showRounded(value));
  const range =
    min === undefined && max === undefined
      ? ""
      : min === undefined
        ? `≤ ${bound(max)}`
        : max === undefined
          ? `≥ ${bound(min)}`
          : `${bound(min)} … ${bound(max)}`;
  return step === undefined ? range : `${range} step ${bound(step)}`.trim();
}

function formatNumber(parameter: SeenParameter, value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = digitsFor(parameter);
  if (digits === undefined || Math.abs(value) >= 1e9) return String(rounded(value, 6));
  const shown = value.toFixed(digits);
  // What is nothing when it is rounded has no minus.
  return Number(shown) === 0 ? shown.replace("-", "") : shown;
}
