import type { Json, JsonObject } from "../../../src/index.ts";
import { formatValue } from "../view/format.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import { isMuted, type ShownWire } from "./shown-wire.ts";

/** What a sensor does without a source, in words for its card; and whether it is without one now. */
export interface Loss {
  readonly lost: boolean;
  readonly text: string;
}

/** Undefined for what has no rule, or no wire that could be missed. Cut and muted wires are no loss. */
export function lossOf(
  parameter: ShownParameter,
  wires: readonly ShownWire[],
  optionsOf: (wire: ShownWire) => JsonObject | undefined,
): Loss | undefined {
  const rule = parameter.remote?.lost;
  const sources = wires.filter((wire) => wire.sensor === parameter && !isMuted(optionsOf(wire)));
  if (rule === undefined || sources.length === 0) return undefined;
  const lost = sources.every(({ emitter }) => !emitter.node.present || emitter.node.suspected);
  return { lost, text: `${lost ? "Its source is gone" : "Without its source"}: ${describeRule(rule)}` };
}

function describeRule(rule: Json): string {
  const fields: JsonObject = rule instanceof Map ? (rule as JsonObject) : new Map();
  const [act, to] = [fields.get("do"), fields.get("to") ?? undefined];
  const seconds = (name: string): number => {
    const value = fields.get(name);
    return typeof value === "number" ? value : 0;
  };
  const [after, over] = [seconds("after"), seconds("over")];
  const when = after === 0 ? "" : `, ${after} s later`;
  if (act !== "fade" && act !== "default") return `it holds what it has${when}`;
  const where = act === "default" || to === undefined ? "its default" : formatValue(to);
  return `it goes to ${where}${over === 0 ? "" : ` in ${over} s`}${when}`;
}
