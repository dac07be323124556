import type { Json } from "../../bytes/json.ts";
import { showValue } from "../codec/value.ts";
import { LONGEST } from "../fades/timing.ts";

/** What a sensor does when nothing drives it any more. Times are milliseconds here, and seconds in a description. */
export interface Lost {
  readonly after: number;
  readonly do: "hold" | "default" | "fade";
  readonly to: Json;
  readonly over: number;
  readonly back: number;
}

/** The policy in the fields of a description; undefined for none. What cannot be read is none either. */
export function lostOf(fields: ReadonlyMap<string, Json>): Lost | undefined {
  const given = fields.get("lost");
  if (given === undefined) return undefined;
  const read = readLost(given);
  return typeof read === "string" ? undefined : read;
}

/** The policy, or why it cannot be. */
export function readLost(given: Json): Lost | string {
  if (!(given instanceof Map)) return `lost is ${showValue(given)}, not an object`;
  const action = given.get("do") ?? "hold";
  if (action !== "hold" && action !== "default" && action !== "fade")
    return `lost.do is ${showValue(action)}, not "hold", "default" or "fade"`;
  if (action === "fade" && !given.has("to")) return 'lost.do is "fade", and lost.to is missing';
  const [after, over, back] = [given.get("after") ?? 2, given.get("over") ?? 0, given.get("back") ?? 0];
  for (const [name, value] of Object.entries({ after, over, back }))
    if (typeof value !== "number" || !(value >= 0 && value <= LONGEST))
      return `lost.${name} is ${showValue(value)}, not a number of seconds from 0 to ${LONGEST}`;
  const times = { after: Number(after) * 1000, over: Number(over) * 1000, back: Number(back) * 1000 };
  return { do: action, to: given.get("to") ?? null, ...times };
}
